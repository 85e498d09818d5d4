#include "native/input/table.h"

#include <algorithm>
#include <limits>

#include "core/csv.h"
#include "core/error.h"
#include "native/input/chunks.h"

namespace linnet {
namespace {

constexpr std::size_t kAbsent = std::numeric_limits<std::size_t>::max();

std::vector<std::size_t> find_columns(const CsvRow& header, const TableRequest& request,
                                      const std::string& file) {
  std::vector<std::size_t> columns;
  try {
    columns = csv_columns(header, request.required);
  } catch (const Error& error) {
    throw Error(error.code(), file + ": " + error.what());
  }
  for (const std::string& name : request.optional) {
    const auto found = std::find(header.fields.begin(), header.fields.end(), name);
    columns.push_back(found == header.fields.end()
                          ? kAbsent
                          : static_cast<std::size_t>(found - header.fields.begin()));
  }
  if (std::all_of(columns.begin(), columns.end(), [](std::size_t c) { return c == kAbsent; })) {
    std::string names;
    for (const std::string& name : request.optional) names += " " + name;
    throw Error(ErrorCode::kNotFound, file + ": has none of the columns" + names);
  }
  return columns;
}

}  // namespace

TableCounts read_table(const std::filesystem::path& path, const TableRequest& request,
                       const TableEvents& events) {
  const std::string file = path.string();
  TableCounts counts;
  std::vector<std::size_t> columns;
  std::size_t width = 0;
  std::vector<std::string> fields;

  const auto bad_row = [&](const std::string& message) {
    ++counts.bad_rows;
    if (events.on_bad_row) events.on_bad_row(file + ": " + message);
  };
  CsvReader reader(
      [&](CsvRow& row) {
        if (width == 0) {
          width = row.fields.size();
          columns = find_columns(row, request, file);
          return;
        }
        if (row.fields.size() != width) {
          bad_row("CSV line " + std::to_string(row.line) +
                  ", column 1: " + std::to_string(row.fields.size()) +
                  " fields where the header has " + std::to_string(width));
          return;
        }
        fields.resize(columns.size());
        for (std::size_t i = 0; i < columns.size(); ++i) {
          if (columns[i] == kAbsent) {
            fields[i].clear();
          } else {
            fields[i] = std::move(row.fields[columns[i]]);
          }
        }
        ++counts.rows;
        events.on_row(fields, row.line);
      },
      [&](const Error& error) {
        if (width == 0) throw Error(ErrorCode::kInvalidFormat, file + ": " + error.what());
        bad_row(error.what());
      });
  read_chunks(path, {[&](std::string_view chunk) { reader.feed(chunk); }, events.on_progress},
              request.member);
  reader.finish();
  if (width == 0) {
    throw Error(ErrorCode::kInvalidFormat, file + ": is empty; a CSV header is expected");
  }
  return counts;
}

}  // namespace linnet
