// CSV: RFC 4180 in chunks of any size, errors with their place, and reading on after them.
#include "core/csv.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "tests/core/random_bytes.h"

namespace linnet {
namespace {

using Fields = std::vector<std::string>;

struct Read {
  std::vector<Fields> rows;
  std::vector<std::size_t> lines;
  std::vector<std::string> errors;
};

Read read(std::string_view text, std::size_t chunk, CsvOptions options = {}) {
  Read result;
  CsvReader reader(
      [&](CsvRow& row) {
        result.rows.push_back(std::move(row.fields));
        result.lines.push_back(row.line);
      },
      [&](const Error& error) { result.errors.emplace_back(error.what()); }, options);
  for (std::size_t at = 0; at < text.size(); at += chunk) reader.feed(text.substr(at, chunk));
  reader.finish();
  return result;
}

// The rows, after checking that chunks of every size give the same.
Read read_all_ways(std::string_view text, CsvOptions options = {}) {
  const Read whole = read(text, std::max<std::size_t>(text.size(), 1), options);
  for (std::size_t chunk = 1; chunk < text.size(); ++chunk) {
    CAPTURE(chunk);
    const Read parts = read(text, chunk, options);
    CHECK(parts.rows == whole.rows);
    CHECK(parts.lines == whole.lines);
    CHECK(parts.errors == whole.errors);
  }
  return whole;
}

std::vector<Fields> rows_of(std::string_view text) {
  const Read result = read_all_ways(text);
  CHECK(result.errors.empty());
  return result.rows;
}

TEST_CASE("plain records, with every kind of line end and none at the end") {
  const std::vector<Fields> expected = {{"a", "b"}, {"c", "d"}};
  CHECK(rows_of("a,b\nc,d\n") == expected);
  CHECK(rows_of("a,b\r\nc,d\r\n") == expected);
  CHECK(rows_of("a,b\rc,d\r") == expected);
  CHECK(rows_of("a,b\nc,d") == expected);
}

TEST_CASE("quotes may hold delimiters, quotes and line ends") {
  CHECK(rows_of("\"a,b\",\"c \"\"d\"\"\",\"e\r\nf\ng\rh\"\n") ==
        std::vector<Fields>{{"a,b", "c \"d\"", "e\r\nf\ng\rh"}});
  CHECK(rows_of("\"\"\"\"") == std::vector<Fields>{{"\""}});
}

TEST_CASE("empty fields are fields, and empty lines are no records") {
  CHECK(rows_of(",\n\n\r\na,\n,,b") == std::vector<Fields>{{"", ""}, {"a", ""}, {"", "", "b"}});
  CHECK(rows_of("\"\"\n") == std::vector<Fields>{{""}});
  CHECK(rows_of("a,\"\"") == std::vector<Fields>{{"a", ""}});
  CHECK(rows_of("").empty());
  CHECK(rows_of("\n\n").empty());
}

TEST_CASE("a byte order mark at the start is not part of the first field") {
  CHECK(rows_of("\xEF\xBB\xBFid,b\n") == std::vector<Fields>{{"id", "b"}});
  CHECK(rows_of("\xEF\xBB\xBF\"id\",b\n") == std::vector<Fields>{{"id", "b"}});
  CHECK(rows_of("\xEF\xBB\xBF").empty());
}

TEST_CASE("what only begins like a byte order mark is text") {
  CHECK(rows_of("\xEF\xBBx,b\n") == std::vector<Fields>{{"\xEF\xBBx", "b"}});
  CHECK(rows_of("\xEF,b\n") == std::vector<Fields>{{"\xEF", "b"}});
  CHECK(rows_of("\xEF\xBB") == std::vector<Fields>{{"\xEF\xBB"}});
  CHECK(rows_of("a\n\xEF\xBB\xBF,b\n") == std::vector<Fields>{{"a"}, {"\xEF\xBB\xBF", "b"}});
}

TEST_CASE("bytes that are no text pass through, NUL too") {
  const std::string text("a\0b,\xFF\xFE\n", 7);
  CHECK(rows_of(text) == std::vector<Fields>{{std::string("a\0b", 3), "\xFF\xFE"}});
}

TEST_CASE("each record knows the line on which it starts") {
  CHECK(read_all_ways("a\n\"b\nb\r\nb\"\nc\r\n\r\nd\re").lines ==
        std::vector<std::size_t>{1, 2, 5, 7, 8});
}

TEST_CASE("another delimiter leaves commas alone") {
  const Read result = read_all_ways("a,b\tc\n", {.delimiter = '\t'});
  CHECK(result.rows == std::vector<Fields>{{"a,b", "c"}});
  CHECK_THROWS_AS(CsvReader([](CsvRow&) {}, CsvOptions{.delimiter = '"'}), Error);
}

TEST_CASE("an error names line and column, and reading goes on at the next line") {
  const Read result = read_all_ways(
      "id,b\n"
      "1,\"x\" y\n"
      "2,ok\n"
      "3,a\"b\n"
      "\"4\n4\",\"z\"\"\"!\r\n"
      "5,ok");
  CHECK(result.rows == std::vector<Fields>{{"id", "b"}, {"2", "ok"}, {"5", "ok"}});
  CHECK(result.errors ==
        std::vector<std::string>{
            "CSV line 2, column 6: text after a closing quote",
            "CSV line 4, column 4: a quote inside a field that does not begin with one",
            "CSV line 6, column 9: text after a closing quote"});
}

TEST_CASE("an error carries line and column as numbers too") {
  std::vector<std::pair<std::size_t, std::size_t>> places;
  CsvReader reader(
      [](CsvRow&) {},
      [&](const CsvError& error) { places.emplace_back(error.line(), error.column()); });
  reader.feed("a,b\nc,d\"\n\"e");
  reader.finish();
  CHECK(places == std::vector<std::pair<std::size_t, std::size_t>>{{2, 4}, {3, 1}});
}

TEST_CASE("the byte order mark has no column") {
  CHECK(read_all_ways("\xEF\xBB\xBF"
                      "a\"")
            .errors ==
        std::vector<std::string>{
            "CSV line 1, column 2: a quote inside a field that does not begin with one"});
}

TEST_CASE("a quote that is never closed is reported where it was opened") {
  const Read result = read_all_ways("a,b\nc,\"d\ne\nf");
  CHECK(result.rows == std::vector<Fields>{{"a", "b"}});
  CHECK(result.errors ==
        std::vector<std::string>{"CSV line 2, column 3: a quote is opened and never closed"});
}

TEST_CASE("a field over the limit is an error where it begins") {
  const CsvOptions options{.max_field_bytes = 8};
  const Read result =
      read_all_ways("a,12345678\nb,123456789\n\"c\nc\",\"1\n23\"\"45678\n9\"\nd\n", options);
  REQUIRE(result.errors.size() >= 2);
  CHECK(result.errors[0] == "CSV line 2, column 3: a field is over 8 bytes (is a quote missing?)");
  CHECK(result.errors[1] == "CSV line 4, column 4: a field is over 8 bytes (is a quote missing?)");
  CHECK(result.rows.front() == Fields{"a", "12345678"});
  CHECK(result.rows.back() == Fields{"d"});
}

TEST_CASE("a record of too many fields is an error, so memory is bounded") {
  const CsvOptions options{.max_record_bytes = 1000};
  const Read result = read(std::string(2000, ',') + "\na,b\n", 100, options);
  CHECK(result.errors ==
        std::vector<std::string>{"CSV line 1, column 1: a record is over 1000 bytes"});
  CHECK(result.rows == std::vector<Fields>{{"a", "b"}});
}

TEST_CASE("without a callback for errors they are thrown, and the rest of the chunk is kept") {
  std::vector<Fields> rows;
  CsvReader reader([&](CsvRow& row) { rows.push_back(row.fields); });
  CHECK_THROWS_WITH(reader.feed("a\nb\"b\nc\nd\"d\ne"), Catch::Contains("line 2, column 2"));
  CHECK(rows == std::vector<Fields>{{"a"}});
  CHECK_THROWS_WITH(reader.feed("e\nf\"\ng"), Catch::Contains("line 4, column 2"));
  CHECK(rows == std::vector<Fields>{{"a"}, {"c"}});
  CHECK_THROWS_WITH(reader.feed({}), Catch::Contains("line 6, column 2"));
  CHECK_NOTHROW(reader.feed({}));
  reader.finish();
  CHECK(rows == std::vector<Fields>{{"a"}, {"c"}, {"ee"}, {"g"}});
}

TEST_CASE("what the callback for rows throws passes, and the next row follows") {
  std::vector<Fields> rows;
  CsvReader reader([&](CsvRow& row) {
    if (row.fields[0] == "bad") throw std::runtime_error("no");
    rows.push_back(row.fields);
  });
  CHECK_THROWS_AS(reader.feed("a\nbad\nb\n"), std::runtime_error);
  CHECK_NOTHROW(reader.feed("c"));
  reader.finish();
  CHECK(rows == std::vector<Fields>{{"a"}, {"b"}, {"c"}});
}

TEST_CASE("columns are found by name, and a missing one is told with those present") {
  const CsvRow header{{"title", "url", "description"}, 1};
  CHECK(csv_columns(header, {"description", "title"}) == std::vector<std::size_t>{2, 0});
  CHECK_THROWS_WITH(csv_columns(header, {"title", "categories"}),
                    Catch::Contains("no column is named \"categories\"") &&
                        Catch::Contains("\"title\", \"url\", \"description\""));
}

TEST_CASE("a record is quoted only where it must be") {
  CHECK(csv_record({"a", "", "b c"}) == "a,,b c\n");
  CHECK(csv_record({"a,b", "c\"d", "e\nf", "g\rh"}) == "\"a,b\",\"c\"\"d\",\"e\nf\",\"g\rh\"\n");
  CHECK(csv_record({"a,b", "c\td"}, '\t') == "a,b\t\"c\td\"\n");
}

TEST_CASE("what is written reads back as the same") {
  const std::vector<Fields> records = {{""},           {"", ""},           {"\xEF\xBB\xBFx"},
                                       {"\"", "\"\""}, {"\r\n", "\n\r\n"}, {" a ", "b,"}};
  std::string text;
  for (const Fields& fields : records) text += csv_record(fields);
  CHECK(rows_of(text) == records);
}

TEST_CASE("random bytes give rows or errors and never worse, in any chunks") {
  test::for_each_mutation(
      "id,title\n1,\"a \"\"b\"\"\"\r\n\"2\n\",c\n", [](const std::string& text) {
        const CsvOptions options{.max_field_bytes = 20, .max_record_bytes = 200};
        const Read whole = read(text, text.size() + 1, options);
        const Read parts = read(text, 3, options);
        if (whole.rows != parts.rows) FAIL("chunks change the rows");
        CsvReader throwing([](CsvRow&) {});
        throwing.feed(text);
        throwing.finish();
      });
}

}  // namespace
}  // namespace linnet
