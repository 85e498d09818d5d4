// CSV: any chunks of the same bytes give the same rows, and rows that were read come back from what
// is written of them.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/csv.h"
#include "tests/fuzz/claim.h"

namespace {

using Rows = std::vector<std::vector<std::string>>;

struct Read {
  Rows rows;
  std::vector<std::string> errors;
};

Read read(std::string_view text, std::size_t chunk_bytes) {
  Read result;
  linnet::CsvOptions options;
  options.max_field_bytes = 256;  // so that the limits are met too
  options.max_record_bytes = 2048;
  linnet::CsvReader reader(
      [&](linnet::CsvRow& row) { result.rows.push_back(row.fields); },
      [&](const linnet::Error& error) { result.errors.emplace_back(error.what()); }, options);
  for (std::size_t at = 0; at < text.size(); at += chunk_bytes) {
    reader.feed(text.substr(at, chunk_bytes));
  }
  reader.finish();
  return result;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t chunk_bytes = 1 + data[0] % 16;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Read whole = read(text, text.size() + 1);
  const Read pieces = read(text, chunk_bytes);
  linnet::fuzz::claim(whole.rows == pieces.rows, "chunks do not change the rows");
  linnet::fuzz::claim(whole.errors == pieces.errors, "chunks do not change the errors");
  std::string written;
  for (const auto& row : whole.rows) written += linnet::csv_record(row);
  linnet::fuzz::claim(read(written, written.size() + 1).rows == whole.rows,
                      "rows come back from what is written of them");
  return 0;
}
