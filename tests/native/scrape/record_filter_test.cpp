#include "native/scrape/record_filter.h"

#include <catch2/catch.hpp>
#include <string>
#include <variant>

#include "core/error.h"

using namespace linnet::scrape;

namespace {

Record record(const std::string& title, const std::string& description) {
  return std::get<Record>(Record::check({.url = "https://example.org/x",
                                         .title = title,
                                         .subtitle = "",
                                         .description = description,
                                         .tags = {"a", "b"},
                                         .source = "test",
                                         .updated = "2024-05-31"}));
}

bool keeps(const FilterOptions& options, const Record& record) {
  return RecordFilter(options).keeps(record);
}

}  // namespace

TEST_CASE("without options every record is kept") { CHECK(keeps({}, record("x", ""))); }

TEST_CASE("the length of a description counts characters, without markup") {
  FilterOptions options;
  options.min_description = 3;
  CHECK(keeps(options, record("x", "\xC3\xA9\xC3\xA9\xC3\xA9")));
  CHECK_FALSE(keeps(options, record("x", "\xC3\xA9\xC3\xA9")));
  CHECK_FALSE(keeps(options, record("x", "<b>ab</b>")));
}

TEST_CASE("tags and time of update have least values") {
  FilterOptions options;
  options.min_tags = 2;
  options.since = "2024-05-31";
  CHECK(keeps(options, record("x", "")));
  options.since = "2024-06-01";
  CHECK_FALSE(keeps(options, record("x", "")));
  options.since.clear();
  options.min_tags = 3;
  CHECK_FALSE(keeps(options, record("x", "")));
}

TEST_CASE("a script is kept by its share of the letters, whatever digits and signs stand there") {
  FilterOptions options;
  options.scripts = {"latin"};
  CHECK(keeps(options, record("Rain 2024", "Caf\xC3\xA9, 100 %")));
  CHECK(keeps(options, record("2024", "...")));
  CHECK_FALSE(keeps(options, record("\xD0\x94\xD0\xBE\xD0\xB6\xD0\xB4\xD1\x8C", "ab")));
  options.script_share = 0.2;
  CHECK(keeps(options, record("\xD0\x94\xD0\xBE\xD0\xB6\xD0\xB4\xD1\x8C", "ab")));
  options.script_share = 1;
  options.scripts = {"Latin", "cyrillic"};
  CHECK(keeps(options, record("\xD0\x94\xD0\xBE\xD0\xB6\xD0\xB4\xD1\x8C", "ab")));
}

TEST_CASE("a script or time that is none is an error that names it") {
  FilterOptions options;
  options.scripts = {"klingonese"};
  CHECK_THROWS_WITH(RecordFilter(options), Catch::Contains("klingonese"));
  options.scripts.clear();
  options.since = "yesterday";
  CHECK_THROWS_WITH(RecordFilter(options), Catch::Contains("yesterday"));
}
