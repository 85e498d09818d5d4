#include "native/classify/row_reader.h"

#include <catch2/catch.hpp>

#include "core/error.h"

namespace linnet::classify {
namespace {

using Catch::Matchers::Contains;

struct Outcome {
  std::vector<InputRow> rows;
  std::vector<std::string> bad;
};

Outcome read(const std::string& text, InputFormat format = InputFormat::kAuto,
             RowFields fields = {}, std::size_t chunk = 0) {
  Outcome outcome;
  RowReader reader(
      format, std::move(fields), "in", [&](InputRow&& row) { outcome.rows.push_back(row); },
      [&](const std::string& message) { outcome.bad.push_back(message); });
  if (chunk == 0) chunk = text.size() + 1;
  for (std::size_t at = 0; at < text.size(); at += chunk) reader.feed(text.substr(at, chunk));
  reader.finish();
  return outcome;
}

TEST_CASE("CSV columns are found by name, the id by id, url or number") {
  const auto rows = read("x,description,title,url\n1,d,t,u\n").rows;
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].title == "t");
  CHECK(rows[0].description == "d");
  CHECK(rows[0].id == "u");
  CHECK(read("id,url,title\ni,u,t\n").rows[0].id == "i");
  CHECK(read("title\na\nb\n").rows[1].id == "2");
  RowFields fields{"name", "about", "key"};
  CHECK(read("key,about,name\nk,d,t\n", InputFormat::kAuto, fields).rows[0].id == "k");
}

TEST_CASE("JSON Lines are told from CSV by their first byte, a byte order mark aside") {
  const std::string mark = "\xEF\xBB\xBF";
  CHECK(read(mark + "\n {\"title\":\"t\",\"id\":7}").rows.at(0).id == "7");
  CHECK(read(mark + "title\nt\n").rows.at(0).title == "t");
  CHECK(read("").rows.empty());
  CHECK(read(" \n").rows.empty());
}

TEST_CASE("rows come out the same however the input is cut") {
  const std::string csv = "title,description\n\"a\nb\",\"c \"\"d\"\"\"\r\ne,f";
  const std::string lines = "{\"title\":\"a\\nb\"}\n\n{\"title\":\"e\",\"description\":null}";
  for (const std::size_t chunk : {1, 2, 3, 7}) {
    const Outcome from_csv = read(csv, InputFormat::kAuto, {}, chunk);
    REQUIRE(from_csv.rows.size() == 2);
    CHECK(from_csv.rows[0].title == "a\nb");
    CHECK(from_csv.rows[0].description == "c \"d\"");
    CHECK(from_csv.rows[1].description == "f");
    const Outcome from_json = read(lines, InputFormat::kAuto, {}, chunk);
    REQUIRE(from_json.rows.size() == 2);
    CHECK(from_json.rows[0].title == "a\nb");
    CHECK(from_json.rows[1].id == "2");
  }
}

TEST_CASE("each bad row is told with its line, and the others go on") {
  const Outcome csv = read("title,description\n1,a\nonly one\n2,b\n \t, \n\"x\"y,c\n3,d\n");
  CHECK(csv.rows.size() == 3);
  REQUIRE(csv.bad.size() == 3);
  CHECK_THAT(csv.bad[0], Contains("in: line 3: has 1 fields, the header has 2"));
  CHECK_THAT(csv.bad[1], Contains("line 5: has neither title nor description"));
  CHECK_THAT(csv.bad[2], Contains("line 6"));

  const Outcome objects =
      read("{\"title\":\"1\"}\n{broken\n[]\n{\"title\":5}\n{}\n{\"title\":\"2\"}\n");
  CHECK(objects.rows.size() == 2);
  CHECK(objects.rows[1].id == "6");
  REQUIRE(objects.bad.size() == 4);
  CHECK_THAT(objects.bad[0], Contains("line 2: is not JSON from column 2"));
  CHECK_THAT(objects.bad[1], Contains("line 3: is not a JSON object"));
  CHECK_THAT(objects.bad[2], Contains("line 4: \"title\" is not a string"));
  CHECK_THAT(objects.bad[3], Contains("line 5"));
}

TEST_CASE("a line past 16 MiB is a bad row, not a growing memory") {
  const std::string huge = "{\"title\":\"" + std::string(std::size_t{17} << 20, 'x') + "\"}\n";
  const Outcome outcome = read("{\"title\":\"a\"}\n" + huge + "{\"title\":\"b\"}\n",
                               InputFormat::kJsonLines, {}, 1 << 16);
  CHECK(outcome.rows.size() == 2);
  REQUIRE(outcome.bad.size() == 1);
  CHECK_THAT(outcome.bad[0], Contains("line 2: is longer"));
}

TEST_CASE("a header without the title column names what it has") {
  CHECK_THROWS_WITH(read("name,description\na,b\n"),
                    Contains("in: ") && Contains("title") && Contains("name"));
}

}  // namespace
}  // namespace linnet::classify
