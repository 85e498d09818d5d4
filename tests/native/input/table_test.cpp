#include "native/input/table.h"

#include <catch2/catch.hpp>

#include "core/error.h"
#include "native/files/files.h"
#include "tests/temporary_folder.h"

using linnet::Error;
using linnet::TemporaryFolder;

namespace {

struct Seen {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::size_t> lines;
  std::vector<std::string> bad;
  linnet::TableCounts counts;
};

Seen read(const std::string& text, const linnet::TableRequest& request) {
  const TemporaryFolder folder;
  linnet::write_file_atomic(folder / "table.csv", text);
  Seen seen;
  seen.counts =
      linnet::read_table(folder / "table.csv", request,
                         {[&](std::vector<std::string>& fields, std::size_t line) {
                            seen.rows.push_back(fields);
                            seen.lines.push_back(line);
                          },
                          [&](const std::string& message) { seen.bad.push_back(message); },
                          {}});
  return seen;
}

}  // namespace

TEST_CASE("columns are found by name, in any order, and others are ignored") {
  const Seen seen = read("x,b,a\n1,2,3\n4,\"5\n5\",6\n7,8,9\n", {{"a", "b"}, {"c"}});
  CHECK(seen.rows ==
        std::vector<std::vector<std::string>>{{"3", "2", ""}, {"6", "5\n5", ""}, {"9", "8", ""}});
  CHECK(seen.lines == std::vector<std::size_t>{2, 3, 5});
}

TEST_CASE("broken rows are told with line and column and the others are read") {
  const Seen seen = read("a,b\n1,2\n\"x\"y,3\n4\n5,6\n", {{"a", "b"}, {}});
  CHECK(seen.rows.size() == 2);
  CHECK(seen.counts.rows == 2);
  CHECK(seen.counts.bad_rows == 2);
  REQUIRE(seen.bad.size() == 2);
  CHECK_THAT(seen.bad[0], Catch::Contains("table.csv") && Catch::Contains("line 3, column 4"));
  CHECK_THAT(seen.bad[1], Catch::Contains("line 4") && Catch::Contains("1 field"));
}

TEST_CASE("a table without the columns asked for is refused") {
  CHECK_THROWS_WITH(read("a,b\n1,2\n", {{"title"}, {}}), Catch::Contains("title"));
  CHECK_THROWS_WITH(read("a,b\n1,2\n", {{}, {"text"}}), Catch::Contains("text"));
  CHECK_THROWS_AS(read("", {{"title"}, {}}), Error);
}
