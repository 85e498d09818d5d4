// JavaScript's CsvReader and csvRecords: many rows cross at once, packed, as a call for each field
// would cost more than reading it does.
#include "core/csv.h"

#include <emscripten/bind.h>

#include <memory>

#include "wasm/bytes.h"

namespace linnet::wasm {
namespace {

using emscripten::typed_memory_view;
using emscripten::val;

template <typename Value>
val to_array(const char* type, const std::vector<Value>& values) {
  return val::global(type).new_(typed_memory_view(values.size(), values.data()));
}

std::vector<std::uint32_t> copy_counts(const val& counts) {
  std::vector<std::uint32_t> copy(counts["length"].as<std::size_t>());
  if (!copy.empty()) val(typed_memory_view(copy.size(), copy.data())).call<void>("set", counts);
  return copy;
}

char delimiter_of(const std::string& text) {
  if (text.size() == 1) return text[0];
  throw Error(ErrorCode::kInvalidArgument, "CSV: the delimiter must be one byte");
}

class PackedCsvReader {
 public:
  explicit PackedCsvReader(char delimiter)
      : reader_([this](CsvRow& row) { take(row); }, [this](const CsvError& error) { take(error); },
                {.delimiter = delimiter}) {}
  // The reader's callbacks hold `this`.
  PackedCsvReader(const PackedCsvReader&) = delete;
  PackedCsvReader& operator=(const PackedCsvReader&) = delete;

  val feed(const val& chunk) {
    return guarded([&] {
      reader_.feed(copy_bytes(chunk));
      return give();
    });
  }

  val finish() {
    return guarded([&] {
      reader_.finish();
      return give();
    });
  }

 private:
  void take(const CsvRow& row) {
    for (const std::string& field : row.fields) {
      bytes_.insert(bytes_.end(), field.begin(), field.end());
      field_ends_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    }
    row_ends_.push_back(static_cast<std::uint32_t>(field_ends_.size()));
    lines_.push_back(static_cast<double>(row.line));
  }

  void take(const CsvError& error) {
    val entry = val::object();
    entry.set("beforeRow", lines_.size());
    entry.set("line", error.line());
    entry.set("column", error.column());
    entry.set("message", std::string(error.what()));
    errors_.call<void>("push", entry);
  }

  val give() {
    val result = val::object();
    result.set("bytes", to_array("Uint8Array", bytes_));
    result.set("fieldEnds", to_array("Uint32Array", field_ends_));
    result.set("rowEnds", to_array("Uint32Array", row_ends_));
    result.set("lines", to_array("Float64Array", lines_));
    result.set("errors", errors_);
    bytes_.clear();
    field_ends_.clear();
    row_ends_.clear();
    lines_.clear();
    errors_ = val::array();
    return result;
  }

  std::vector<std::uint8_t> bytes_;
  std::vector<std::uint32_t> field_ends_;
  std::vector<std::uint32_t> row_ends_;
  std::vector<double> lines_;
  val errors_ = val::array();
  CsvReader reader_;
};

std::unique_ptr<PackedCsvReader> create(const std::string& delimiter) {
  return guarded([&] { return std::make_unique<PackedCsvReader>(delimiter_of(delimiter)); });
}

// Writes packed rows as text.
val records(const val& packed, const std::string& delimiter) {
  return guarded([&] {
    const std::string bytes = copy_bytes(packed["bytes"]);
    const auto field_ends = copy_counts(packed["fieldEnds"]);
    std::string text;
    std::size_t field = 0;
    std::size_t begin = 0;
    std::vector<std::string> fields;
    for (const std::uint32_t row_end : copy_counts(packed["rowEnds"])) {
      fields.clear();
      for (; field < row_end; ++field) {
        const std::size_t end = field_ends.at(field);
        fields.push_back(bytes.substr(begin, end - begin));
        begin = end;
      }
      text += csv_record(fields, delimiter_of(delimiter));
    }
    return val::global("Uint8Array")
        .new_(typed_memory_view(text.size(), reinterpret_cast<const std::uint8_t*>(text.data())));
  });
}

}  // namespace

EMSCRIPTEN_BINDINGS(linnet_csv_reader) {
  emscripten::class_<PackedCsvReader>("CsvReader")
      .class_function("create", &create)
      .function("feed", &PackedCsvReader::feed)
      .function("finish", &PackedCsvReader::finish);
  emscripten::function("csvRecords", &records);
}

}  // namespace linnet::wasm
