#include "native/classify/row_reader.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "core/error.h"

namespace linnet::classify {
namespace {

constexpr std::size_t kMaxLineBytes = std::size_t{16} << 20;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kSpace = " \t\r\n";

std::optional<std::size_t> find_column(const std::vector<std::string>& header,
                                       std::string_view name) {
  const auto found = std::find(header.begin(), header.end(), name);
  if (found == header.end()) return std::nullopt;
  return static_cast<std::size_t>(found - header.begin());
}

// The text of a member that may be absent or null. Throws std::invalid_argument for other types.
std::string text_member(const nlohmann::json& object, const std::string& name) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return {};
  if (!found->is_string()) throw std::invalid_argument("\"" + name + "\" is not a string");
  return found->get<std::string>();
}

std::optional<std::string> id_member(const nlohmann::json& object, const std::string& name) {
  const auto found = object.find(name);
  if (found == object.end() || found->is_null()) return std::nullopt;
  return found->is_string() ? found->get<std::string>() : found->dump();
}

}  // namespace

RowReader::RowReader(InputFormat format, RowFields fields, std::string source, OnRow on_row,
                     OnBadRow on_bad_row)
    : format_(format),
      fields_(std::move(fields)),
      source_(std::move(source)),
      on_row_(std::move(on_row)),
      on_bad_row_(std::move(on_bad_row)),
      csv_(std::make_unique<CsvReader>(
          [this](CsvRow& row) { csv_row(row); },
          [this](const Error& error) { on_bad_row_(source_ + ": " + error.what()); })) {}

void RowReader::feed(std::string_view chunk) {
  if (format_ == InputFormat::kAuto) {
    choose_format(chunk);
  } else if (format_ == InputFormat::kCsv) {
    csv_->feed(chunk);
  } else {
    json_chunk(chunk);
  }
}

void RowReader::finish() {
  if (format_ == InputFormat::kCsv) {
    csv_->finish();
  } else if (format_ == InputFormat::kJsonLines && (!line_.empty() || line_too_long_)) {
    json_chunk("\n");
  }
}

void RowReader::choose_format(std::string_view chunk) {
  undecided_ += chunk;
  std::string_view text = undecided_;
  if (kByteOrderMark.starts_with(text)) return;  // too short to tell
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) {
    if (undecided_.size() > kMaxLineBytes) undecided_.clear();
    return;
  }
  format_ = text[first] == '{' ? InputFormat::kJsonLines : InputFormat::kCsv;
  feed(std::exchange(undecided_, {}));
}

void RowReader::bad(std::size_t line, const std::string& what) {
  on_bad_row_(source_ + ": line " + std::to_string(line) + ": " + what);
}

void RowReader::take(InputRow&& row, std::size_t line) {
  const auto blank = [](const std::string& text) {
    return text.find_first_not_of(kSpace) == std::string::npos;
  };
  if (blank(row.title) && blank(row.description)) {
    bad(line, "has neither title nor description");
    return;
  }
  on_row_(std::move(row));
}

void RowReader::csv_header(const CsvRow& header) {
  header_seen_ = true;
  columns_ = header.fields.size();
  std::vector<std::string> required{fields_.title};
  if (!fields_.id.empty()) required.push_back(fields_.id);
  try {
    title_column_ = csv_columns(header, required).front();
  } catch (const Error& error) {
    throw Error(error.code(), source_ + ": " + error.what());
  }
  description_column_ = find_column(header.fields, fields_.description);
  if (!fields_.id.empty()) {
    id_column_ = find_column(header.fields, fields_.id);
  } else {
    id_column_ = find_column(header.fields, "id");
    if (!id_column_) id_column_ = find_column(header.fields, "url");
  }
}

void RowReader::csv_row(CsvRow& row) {
  if (!header_seen_) {
    csv_header(row);
    return;
  }
  ++records_;
  if (row.fields.size() != columns_) {
    bad(row.line, "has " + std::to_string(row.fields.size()) + " fields, the header has " +
                      std::to_string(columns_));
    return;
  }
  InputRow result;
  result.title = std::move(row.fields[title_column_]);
  if (description_column_) result.description = std::move(row.fields[*description_column_]);
  result.id = id_column_ ? std::move(row.fields[*id_column_]) : std::to_string(records_);
  take(std::move(result), row.line);
}

void RowReader::json_chunk(std::string_view chunk) {
  while (!chunk.empty()) {
    const std::size_t end = chunk.find('\n');
    const std::string_view part = chunk.substr(0, end);
    line_too_long_ = line_too_long_ || line_.size() + part.size() > kMaxLineBytes;
    if (line_too_long_) {
      line_.clear();
    } else {
      line_ += part;
    }
    if (end == std::string_view::npos) return;
    ++line_number_;
    if (line_too_long_) {
      ++records_;
      bad(line_number_, "is longer than 16 MiB");
    } else {
      json_line(line_);
    }
    line_.clear();
    line_too_long_ = false;
    chunk.remove_prefix(end + 1);
  }
}

void RowReader::json_line(std::string_view line) {
  if (line_number_ == 1 && line.starts_with(kByteOrderMark)) {
    line.remove_prefix(kByteOrderMark.size());
  }
  if (line.find_first_not_of(kSpace) == std::string_view::npos) return;
  ++records_;
  InputRow row;
  try {
    const auto json = nlohmann::json::parse(line);
    if (!json.is_object()) throw std::invalid_argument("is not a JSON object");
    row.title = text_member(json, fields_.title);
    row.description = text_member(json, fields_.description);
    auto id = id_member(json, fields_.id.empty() ? "id" : fields_.id);
    if (!id && fields_.id.empty()) id = id_member(json, "url");
    row.id = id.value_or(std::to_string(records_));
  } catch (const nlohmann::json::parse_error& error) {
    bad(line_number_, "is not JSON from column " + std::to_string(error.byte) + " on");
    return;
  } catch (const std::invalid_argument& error) {
    bad(line_number_, error.what());
    return;
  }
  take(std::move(row), line_number_);
}

}  // namespace linnet::classify
