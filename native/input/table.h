// CSV files read by column name, row by row; broken rows are told and skipped.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace linnet {

struct TableRequest {
  std::vector<std::string> required;  // columns that the header must name
  std::vector<std::string> optional;  // columns that read as "" where the header lacks them
  std::string member = {};            // which file of a zip archive of several
};

struct TableCounts {
  std::size_t rows = 0;      // given to on_row
  std::size_t bad_rows = 0;  // told to on_bad_row
};

struct TableEvents {
  // `fields` follows required, then optional; they may be moved out. `line` is 1-based.
  std::function<void(std::vector<std::string>& fields, std::size_t line)> on_row;
  // "FILE: CSV line 7, column 12: ..." for a row that is not CSV or has another count of fields
  // than the header; reading goes on after it.
  std::function<void(const std::string& message)> on_bad_row;
  // Bytes of the file itself read so far, of at most its size; may be empty.
  std::function<void(std::uint64_t bytes)> on_progress;
};

// Reads CSV, plain or compressed (see read_chunks), in bounded memory. Throws Error(kNotFound)
// where the file or a required column is missing, Error(kInvalidFormat) where there is no header.
TableCounts read_table(const std::filesystem::path& path, const TableRequest& request,
                       const TableEvents& events);

}  // namespace linnet
