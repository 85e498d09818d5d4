// Rows to classify, out of CSV or JSON Lines that arrive in pieces of any size.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/csv.h"

namespace linnet::classify {

struct InputRow {
  std::string id;
  std::string title;
  std::string description;
};

enum class InputFormat { kAuto, kCsv, kJsonLines };

// Names of CSV columns or of JSON members.
struct RowFields {
  std::string title = "title";
  std::string description = "description";  // may be absent
  std::string id;  // empty: "id", else "url", else the number of the record
};

class RowReader {
 public:
  using OnRow = std::function<void(InputRow&& row)>;
  using OnBadRow = std::function<void(const std::string& message)>;

  // `source` names the input in messages. With kAuto the first byte that is not a space decides:
  // "{" means JSON Lines.
  RowReader(InputFormat format, RowFields fields, std::string source, OnRow on_row,
            OnBadRow on_bad_row);

  // A row that cannot be used is told to on_bad_row with its line, and skipped. Throws Error where
  // a CSV header lacks the title column. An empty input has no rows, which is no error.
  void feed(std::string_view chunk);
  void finish();

 private:
  void choose_format(std::string_view chunk);
  void csv_row(CsvRow& row);
  void csv_header(const CsvRow& header);
  void json_chunk(std::string_view chunk);
  void json_line(std::string_view line);
  void take(InputRow&& row, std::size_t line);
  void bad(std::size_t line, const std::string& what);

  InputFormat format_;
  RowFields fields_;
  std::string source_;
  OnRow on_row_;
  OnBadRow on_bad_row_;
  std::size_t records_ = 0;

  std::string undecided_;  // what came before the format was known
  std::unique_ptr<CsvReader> csv_;
  bool header_seen_ = false;
  std::size_t columns_ = 0;
  std::size_t title_column_ = 0;
  std::optional<std::size_t> description_column_, id_column_;

  std::string line_;
  std::size_t line_number_ = 0;
  bool line_too_long_ = false;
};

}  // namespace linnet::classify
