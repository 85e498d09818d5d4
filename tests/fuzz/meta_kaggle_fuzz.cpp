// Kaggle's dump: tables of any bytes give checked records, rejections or an Error. The input is the
// tables one after another, each ended by the ASCII record separator.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "core/error.h"
#include "native/files/files.h"
#include "native/scrape/meta_kaggle.h"
#include "tests/fuzz/claim.h"
#include "tests/temporary_folder.h"

namespace {

constexpr char kSeparator = '\x1E';
constexpr const char* kTables[] = {"Datasets.csv", "Users.csv", "Tags.csv", "DatasetTags.csv",
                                   "DatasetVersions.csv"};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace linnet::scrape;
  static const linnet::TemporaryFolder folder;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  for (const char* name : kTables) {
    const std::string_view table = rest.substr(0, rest.find(kSeparator));
    rest.remove_prefix(std::min(rest.size(), table.size() + 1));
    std::ofstream(folder / name, std::ios::binary) << table;
  }
  MetaKaggleEvents events;
  events.on_fields = [](const RecordFields& fields) {
    const auto checked = Record::check(fields);
    if (const auto* record = std::get_if<Record>(&checked)) {
      linnet::fuzz::claim(Record::parse(record->to_json()) == *record,
                          "a record comes back from its line");
    }
  };
  events.on_rejected = [](const Rejection& rejection) {
    linnet::fuzz::claim(!rejection.reason.empty(), "a rejection has a reason");
  };
  events.on_broken = [](const std::string&) {};
  events.on_progress = [](std::uint64_t) {};
  try {
    read_meta_kaggle({folder.path(), true}, events);
  } catch (const linnet::Error&) {
  }
  return 0;
}
