// Replies of catalogues: refused with an Error, or fields of the data set that was asked for, from
// which a record comes back from its own line.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <variant>

#include "core/error.h"
#include "native/scrape/ckan_reply.h"
#include "native/scrape/croissant_reply.h"
#include "native/scrape/kaggle_reply.h"
#include "tests/fuzz/claim.h"

namespace {

using namespace linnet::scrape;
using linnet::fuzz::claim;

void check_record(const RecordFields& fields) {
  const auto checked = Record::check(fields);
  if (const auto* record = std::get_if<Record>(&checked)) {
    claim(Record::parse(record->to_json()) == *record, "a record comes back from its line");
  }
}

void refused_or(const std::function<void()>& read) {
  try {
    read();
  } catch (const linnet::Error& error) {
    claim(error.code() == linnet::ErrorCode::kInvalidFormat, "a reply is refused for its format");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const KaggleName asked{"ann", "bees"};
  for (const auto& parse : {parse_kaggle_view, parse_kaggle_metadata, parse_croissant}) {
    refused_or([&] {
      const RecordFields fields = parse(text, "https://h/x", asked);
      claim(fields.url == asked.url(), "fields are those of what was asked for");
      check_record(fields);
    });
  }
  refused_or([&] {
    for (const KaggleListed& item : parse_kaggle_list(text, "https://h/x").items) {
      const auto again = kaggle_name_of_url(item.name.url());
      claim(again && again->path() == item.name.path(), "a listed address leads to its name");
    }
  });
  refused_or([&] {
    const CkanPage page = parse_ckan_page(text, "https://h/x", "https://h");
    claim(page.size == page.records.size() + page.faults.size(), "no data set is lost");
    for (const RecordFields& fields : page.records) {
      claim(fields.url.starts_with("https://h/dataset/"), "an address lies in the portal");
      check_record(fields);
    }
  });
  return 0;
}
