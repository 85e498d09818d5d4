// Lines of a journal: refused with an Error, or a record that comes back from its own line.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/error.h"
#include "native/scrape/record.h"
#include "tests/fuzz/claim.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using linnet::scrape::Record;
  const std::string_view line(reinterpret_cast<const char*>(data), size);
  try {
    const Record record = Record::parse(line);
    const std::string written = record.to_json();
    linnet::fuzz::claim(written.find('\n') == std::string::npos, "a record is one line");
    linnet::fuzz::claim(Record::parse(written) == record, "a record comes back from its line");
  } catch (const linnet::Error&) {
  }
  try {
    const auto rejection = linnet::scrape::parse_rejection(line);
    linnet::fuzz::claim(
        to_json(linnet::scrape::parse_rejection(to_json(rejection))) == to_json(rejection),
        "a rejection comes back from its line");
  } catch (const linnet::Error&) {
  }
  return 0;
}
