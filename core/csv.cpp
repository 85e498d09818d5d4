// A state machine over spans: inside a field it runs to the next byte that matters.
#include "core/csv.h"

#include <algorithm>
#include <utility>

namespace linnet {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::size_t index_of(char c) { return static_cast<unsigned char>(c); }

std::size_t find_stop(std::string_view data, std::size_t begin, const bool (&stops)[256]) {
  const char* const end = data.data() + data.size();
  const char* at = data.data() + begin;
  while (at != end && !stops[index_of(*at)]) ++at;
  return static_cast<std::size_t>(at - data.data());
}

}  // namespace

CsvError::CsvError(const std::string& what, std::size_t line, std::size_t column)
    : Error(ErrorCode::kInvalidFormat, "CSV line " + std::to_string(line) + ", column " +
                                           std::to_string(column) + ": " + what),
      line_(line),
      column_(column) {}

CsvReader::CsvReader(OnRow on_row, CsvOptions options)
    : CsvReader(std::move(on_row), OnError(), options) {}

CsvReader::CsvReader(OnRow on_row, OnError on_error, CsvOptions options)
    : on_row_(std::move(on_row)), on_error_(std::move(on_error)), options_(options) {
  for (const char c : {'"', '\n', '\r'}) {
    if (options_.delimiter == c) {
      throw Error(ErrorCode::kInvalidArgument,
                  "CSV: the delimiter cannot be a quote or a line end");
    }
    unquoted_stops_.has[index_of(c)] = true;
    quoted_stops_.has[index_of(c)] = true;
  }
  unquoted_stops_.has[index_of(options_.delimiter)] = true;
}

void CsvReader::feed(std::string_view chunk) {
  const bool resumed = !pending_.empty();
  std::string_view data = chunk;
  if (resumed) {
    if (!chunk.empty()) {
      pending_.erase(0, std::exchange(pending_begin_, 0));
      pending_.append(chunk);
    }
    data = std::string_view(pending_).substr(pending_begin_);
  }
  try {
    parse(data);
  } catch (...) {
    if (resumed) {
      pending_begin_ += position_;
    } else {
      pending_.assign(data.substr(position_));
    }
    offset_ += std::exchange(position_, 0);
    throw;
  }
  pending_.clear();
  pending_begin_ = 0;
}

void CsvReader::finish() {
  feed({});
  if (!std::exchange(mark_done_, true) && mark_bytes_ > 0) {
    keep_as_text(kByteOrderMark.substr(0, mark_bytes_));
  }
  const State state = std::exchange(state_, State::kFieldStart);
  if (state == State::kQuoted) {
    malformed("a quote is opened and never closed", field_line_, field_column_);
  } else if (state != State::kSkipLine && (state != State::kFieldStart || !row_.fields.empty())) {
    if (end_field()) emit_row();
  }
}

void CsvReader::parse(std::string_view data) {
  position_ = mark_done_ ? 0 : skip_byte_order_mark(data);
  while (position_ < data.size()) {
    const char c = data[position_];
    if (std::exchange(last_was_cr_, false) && c == '\n') {
      // The second half of a line end, which is text in a quoted field and nothing elsewhere.
      if (state_ != State::kQuoted || !append(data, position_ + 1)) ++position_;
      line_offset_ = offset_ + position_;
      continue;
    }
    switch (state_) {
      case State::kFieldStart:
        parse_field_start(data);
        break;
      case State::kUnquoted:
        parse_unquoted(data);
        break;
      case State::kQuoted:
        parse_quoted(data);
        break;
      case State::kQuoteInQuoted:
        parse_after_quote(data);
        break;
      case State::kSkipLine:
        parse_skipped(data);
        break;
    }
  }
  offset_ += std::exchange(position_, 0);
}

// The mark may come in pieces; what looked like its beginning and was none is text.
std::size_t CsvReader::skip_byte_order_mark(std::string_view data) {
  const std::size_t seen_before = mark_bytes_;
  for (std::size_t i = 0; i < data.size(); ++i) {
    if (data[i] != kByteOrderMark[mark_bytes_]) {
      mark_done_ = true;
      if (seen_before > 0) keep_as_text(kByteOrderMark.substr(0, seen_before));
      return 0;
    }
    if (++mark_bytes_ == kByteOrderMark.size()) {
      mark_done_ = true;
      line_offset_ = offset_ + i + 1;
      return i + 1;
    }
  }
  return data.size();
}

void CsvReader::keep_as_text(std::string_view mark_begin) {
  begin_field();
  field_column_ = 1;
  field_.assign(mark_begin);
  state_ = State::kUnquoted;
}

void CsvReader::parse_field_start(std::string_view data) {
  begin_field();
  const char c = data[position_];
  if (c == '"') {
    ++position_;
    state_ = State::kQuoted;
  } else if (c == options_.delimiter) {
    if (end_field()) ++position_;
  } else if (c != '\n' && c != '\r') {
    if (!take_plain_field(data)) state_ = State::kUnquoted;
  } else if (row_.fields.empty()) {
    end_line(c);  // an empty line is no record
  } else {
    end_record(c);
  }
}

// The common case, without a copy on the way: an unquoted field that the data holds whole.
bool CsvReader::take_plain_field(std::string_view data) {
  const std::size_t end = find_stop(data, position_, unquoted_stops_.has);
  if (end == data.size() || data[end] != options_.delimiter) return false;
  const std::size_t length = end - position_;
  const std::size_t record_bytes = record_bytes_ + length + sizeof(std::string);
  if (length > options_.max_field_bytes || record_bytes > options_.max_record_bytes) return false;
  record_bytes_ = record_bytes;
  row_.fields.emplace_back(data.substr(position_, length));
  position_ = end + 1;
  return true;
}

void CsvReader::parse_unquoted(std::string_view data) {
  if (!append(data, find_stop(data, position_, unquoted_stops_.has))) return;
  if (position_ == data.size()) return;
  const char c = data[position_];
  if (c == options_.delimiter) {
    if (!end_field()) return;
    ++position_;
    state_ = State::kFieldStart;
  } else if (c == '"') {
    malformed("a quote inside a field that does not begin with one", line_, column());
  } else {
    end_record(c);
  }
}

void CsvReader::parse_quoted(std::string_view data) {
  if (!append(data, find_stop(data, position_, quoted_stops_.has))) return;
  if (position_ == data.size()) return;
  const char c = data[position_];
  if (c == '"') {
    ++position_;
    state_ = State::kQuoteInQuoted;
  } else if (append(data, position_ + 1)) {
    --position_;
    end_line(c);
  }
}

void CsvReader::parse_after_quote(std::string_view data) {
  const char c = data[position_];
  if (c == '"') {
    if (append(data, position_ + 1)) state_ = State::kQuoted;
  } else if (c == options_.delimiter) {
    if (!end_field()) return;
    ++position_;
    state_ = State::kFieldStart;
  } else if (c == '\n' || c == '\r') {
    end_record(c);
  } else {
    malformed("text after a closing quote", line_, column());
  }
}

void CsvReader::parse_skipped(std::string_view data) {
  position_ = std::min(data.size(), data.find_first_of("\r\n", position_));
  if (position_ == data.size()) return;
  state_ = State::kFieldStart;
  end_line(data[position_]);
}

bool CsvReader::append(std::string_view data, std::size_t end) {
  const std::size_t length = end - position_;
  if (length > options_.max_field_bytes - field_.size()) {
    malformed("a field is over " + std::to_string(options_.max_field_bytes) +
                  " bytes (is a quote missing?)",
              field_line_, field_column_);
    return false;
  }
  field_.append(data.data() + position_, length);
  position_ = end;
  return true;
}

bool CsvReader::end_field() {
  record_bytes_ += field_.size() + sizeof(std::string);
  if (record_bytes_ > options_.max_record_bytes) {
    malformed("a record is over " + std::to_string(options_.max_record_bytes) + " bytes", row_.line,
              1);
    return false;
  }
  row_.fields.push_back(std::exchange(field_, {}));
  return true;
}

void CsvReader::begin_field() {
  field_line_ = line_;
  field_column_ = column();
  if (row_.fields.empty()) row_.line = line_;
}

void CsvReader::end_line(char c) {
  ++position_;
  ++line_;
  line_offset_ = offset_ + position_;
  last_was_cr_ = c == '\r';
}

void CsvReader::end_record(char c) {
  if (!end_field()) return;
  end_line(c);
  state_ = State::kFieldStart;
  emit_row();
}

// The reader is ready for the next record before the callback runs, as that may throw.
void CsvReader::emit_row() {
  record_bytes_ = 0;
  CsvRow row = std::exchange(row_, {});
  on_row_(row);
  row.fields.clear();
  row_.fields.swap(row.fields);  // its memory serves the next record
}

void CsvReader::malformed(const std::string& what, std::size_t line, std::size_t column) {
  row_.fields.clear();
  field_.clear();
  record_bytes_ = 0;
  state_ = State::kSkipLine;
  const CsvError error(what, line, column);
  if (!on_error_) throw error;
  on_error_(error);
}

std::vector<std::size_t> csv_columns(const CsvRow& header,
                                     const std::vector<std::string>& required) {
  std::vector<std::size_t> columns;
  columns.reserve(required.size());
  for (const std::string& name : required) {
    const auto found = std::find(header.fields.begin(), header.fields.end(), name);
    if (found == header.fields.end()) {
      std::string present;
      for (const std::string& field : header.fields) {
        present += (present.empty() ? "\"" : ", \"") + field + "\"";
      }
      throw Error(ErrorCode::kNotFound,
                  "CSV line " + std::to_string(header.line) + ": no column is named \"" + name +
                      "\"; the header has " + (present.empty() ? "no columns" : present));
    }
    columns.push_back(static_cast<std::size_t>(found - header.fields.begin()));
  }
  return columns;
}

std::string csv_record(const std::vector<std::string>& fields, char delimiter) {
  const char special[] = {'"', '\n', '\r', delimiter};
  std::string record;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) record.push_back(delimiter);
    const std::string& field = fields[i];
    // Unquoted, a lone empty field would read as an empty line, and a leading mark as none.
    const bool quoted =
        field.find_first_of(std::string_view(special, sizeof special)) != std::string::npos ||
        (field.empty() && fields.size() == 1) || (i == 0 && field.starts_with(kByteOrderMark));
    if (!quoted) {
      record += field;
      continue;
    }
    record.push_back('"');
    for (const char c : field) {
      if (c == '"') record.push_back('"');
      record.push_back(c);
    }
    record.push_back('"');
  }
  record.push_back('\n');
  return record;
}

}  // namespace linnet
