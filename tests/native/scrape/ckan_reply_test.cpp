#include "native/scrape/ckan_reply.h"

#include <catch2/catch.hpp>

#include "core/error.h"

namespace linnet::scrape {
namespace {

using Catch::Contains;

CkanPage page_of(std::string_view text) {
  return parse_ckan_page(text, "https://h/p", "https://h");
}

TEST_CASE("a page gives its data sets, with tags and groups as tags") {
  const CkanPage page = page_of(
      R"({"success": true, "result": {"count": 41, "results": [
          {"name": "bees", "title": "Bees", "notes": "<p>Many.</p>",
           "metadata_modified": "2026-01-31T10:00:00.123456",
           "tags": [{"display_name": "insects", "name": "x"}, {"name": "garden"}],
           "groups": [{"title": "Nature"}], "url": "https://elsewhere/"}]}})");
  CHECK(page.total == 41);
  CHECK(page.size == 1);
  REQUIRE(page.records.size() == 1);
  const RecordFields& fields = page.records[0];
  CHECK(fields.url == "https://h/dataset/bees");
  CHECK(fields.title == "Bees");
  CHECK(fields.description == "<p>Many.</p>");
  CHECK(fields.tags == std::vector<std::string>{"insects", "garden", "Nature"});
}

TEST_CASE("a data set that cannot be read does not cost its neighbours") {
  const CkanPage page = page_of(
      R"({"success": true, "result": {"count": 4, "results":
          [{"title": "no name"}, 7, {"name": "a/../b"}, {"name": "bees"}]}})");
  CHECK(page.size == 4);
  CHECK(page.records.size() == 1);
  REQUIRE(page.faults.size() == 3);
  CHECK_THAT(page.faults[1].reason, Contains("results[1]"));
}

TEST_CASE("what is no page is refused, with the portal's words where it has some") {
  CHECK_THROWS_WITH(page_of(R"({"success": false, "error": {"message": "bad sort"}})"),
                    Contains("bad sort"));
  CHECK_THROWS_WITH(page_of(R"({"success": true, "result": {"count": 1}})"), Contains("results"));
  CHECK_THROWS_WITH(page_of(R"({"success": true, "result": {"count": -1, "results": []}})"),
                    Contains("count"));
  CHECK_THROWS_WITH(page_of("{}"), Contains("success"));
}

}  // namespace
}  // namespace linnet::scrape
