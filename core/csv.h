// CSV as RFC 4180 has it, read as a stream of chunks and written with the least quoting.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.h"

namespace linnet {

struct CsvRow {
  std::vector<std::string> fields;
  std::size_t line = 0;  // 1-based line of the input on which the record starts
};

// A malformed place. The message names line and column too.
class CsvError : public Error {
 public:
  // Both 1-based; the column in bytes.
  CsvError(const std::string& what, std::size_t line, std::size_t column);
  std::size_t line() const { return line_; }
  std::size_t column() const { return column_; }

 private:
  std::size_t line_;
  std::size_t column_;
};

struct CsvOptions {
  char delimiter = ',';
  // Guards against a lost quote or a file that is no table.
  std::size_t max_field_bytes = std::size_t{16} << 20;
  std::size_t max_record_bytes = std::size_t{64} << 20;  // in memory, 32 or so for each field
};

// Push parser: feed chunks of any size, take whole records; memory is bounded by one record.
// Accepts LF, CRLF and lone CR line ends, quoted newlines, doubled quotes, a UTF-8 byte order mark
// at the start, a last line without an end; skips lines that are wholly empty.
//
// Malformed: text after a closing quote, a quote inside an unquoted field, a field or record over
// its limit, and, at finish(), a quote that is never closed (the line named is the one that opened
// it). The record is dropped and reading goes on at the next line.
class CsvReader {
 public:
  using OnRow = std::function<void(CsvRow& row)>;  // may move the fields out
  using OnError = std::function<void(const CsvError& error)>;

  // Throws Error(kInvalidArgument) where the delimiter is a quote or a line end.
  explicit CsvReader(OnRow on_row, CsvOptions options = {});
  // Reports what is malformed to `on_error`, and never throws of itself.
  CsvReader(OnRow on_row, OnError on_error, CsvOptions options = {});

  // Without an OnError they throw CsvError(kInvalidFormat) at the first malformed place. What the
  // chunk still held is kept: the next call (feed({}) will do) goes on from there, at the next
  // line. The same holds for whatever `on_row` throws.
  void feed(std::string_view chunk);
  void finish();

 private:
  enum class State { kFieldStart, kUnquoted, kQuoted, kQuoteInQuoted, kSkipLine };
  struct ByteSet {
    bool has[256] = {};
  };

  void parse(std::string_view data);
  std::size_t skip_byte_order_mark(std::string_view data);
  void keep_as_text(std::string_view mark_begin);
  void parse_field_start(std::string_view data);
  bool take_plain_field(std::string_view data);
  void parse_unquoted(std::string_view data);
  void parse_quoted(std::string_view data);
  void parse_after_quote(std::string_view data);
  void parse_skipped(std::string_view data);

  // Return false where a limit is passed and the state has become kSkipLine.
  bool append(std::string_view data, std::size_t end);
  bool end_field();
  void begin_field();
  void end_line(char c);
  void end_record(char c);
  void emit_row();
  void malformed(const std::string& what, std::size_t line, std::size_t column);
  std::size_t column() const { return offset_ + position_ - line_offset_ + 1; }

  OnRow on_row_;
  OnError on_error_;
  CsvOptions options_;
  ByteSet unquoted_stops_;
  ByteSet quoted_stops_;

  State state_ = State::kFieldStart;
  CsvRow row_;
  std::string field_;
  std::size_t record_bytes_ = 0;
  bool last_was_cr_ = false;
  std::size_t mark_bytes_ = 0;  // of the byte order mark, seen so far
  bool mark_done_ = false;

  // Places in the input: `offset_` is that of the data being parsed, `position_` the place in it.
  std::size_t offset_ = 0;
  std::size_t position_ = 0;
  std::size_t line_ = 1;
  std::size_t line_offset_ = 0;
  std::size_t field_line_ = 1;
  std::size_t field_column_ = 1;
  std::string pending_;  // from pending_begin_ on, what an exception left unread
  std::size_t pending_begin_ = 0;
};

// Which columns of a header hold which names. Throws Error(kNotFound) that lists the names present
// where a required one is missing.
std::vector<std::size_t> csv_columns(const CsvRow& header,
                                     const std::vector<std::string>& required);

// One record as text, ended by "\n"; a field is quoted only where it must be.
std::string csv_record(const std::vector<std::string>& fields, char delimiter = ',');

}  // namespace linnet
