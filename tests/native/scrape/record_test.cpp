#include "native/scrape/record.h"

#include <catch2/catch.hpp>
#include <string>
#include <variant>

#include "core/error.h"

using namespace linnet::scrape;
using Tags = std::vector<std::string>;

namespace {

RecordFields rain() {
  return {.url = "https://example.org/rain",
          .title = "Daily rainfall",
          .subtitle = "Kenya &amp; Uganda",
          .description = "From <b>gauges</b>,\nby [day](https://example.org).",
          .tags = {"weather", " Weather ", "africa", " "},
          .source = "test",
          .updated = "2024-05-31"};
}

std::string reason(const RecordFields& fields) {
  const auto checked = Record::check(fields);
  const auto* rejection = std::get_if<Rejection>(&checked);
  return rejection == nullptr ? "" : rejection->reason;
}

}  // namespace

TEST_CASE("a record holds text without markup, and each tag once") {
  const Record record = std::get<Record>(Record::check(rain()));
  CHECK(record.title() == "Daily rainfall");
  CHECK(record.subtitle() == "Kenya & Uganda");
  CHECK(record.description() == "From gauges,\nby day.");
  CHECK(record.tags() == Tags{"weather", "africa"});
  REQUIRE(record.updated().has_value());
  CHECK(format_update_time(*record.updated()) == "2024-05-31T00:00:00Z");
}

TEST_CASE("without title, tags or a web address there is no record, and the reason says so") {
  RecordFields fields = rain();
  fields.title = " <p></p> ";
  CHECK(reason(fields) == "no title");
  fields = rain();
  fields.tags = {"", " "};
  CHECK(reason(fields) == "no tags");
  fields = rain();
  fields.url = "";
  CHECK(reason(fields) == "no address");
  fields.url = "javascript:alert(1)";
  CHECK_THAT(reason(fields), Catch::Contains("http"));
  fields.url = "https://example.org/a b";
  CHECK_THAT(reason(fields), Catch::Contains("http"));
}

TEST_CASE("a rejection names what was rejected, as it was given") {
  RecordFields fields = rain();
  fields.tags.clear();
  const Rejection rejection = std::get<Rejection>(Record::check(fields));
  CHECK(rejection.url == fields.url);
  CHECK(rejection.source == "test");
  const Rejection again = parse_rejection(to_json(rejection));
  CHECK(again.url == rejection.url);
  CHECK(again.reason == rejection.reason);
}

TEST_CASE("what a source does not say stays empty") {
  RecordFields fields;
  fields.url = "https://example.org/x";
  fields.title = "x";
  fields.tags = {"y"};
  const Record record = std::get<Record>(Record::check(fields));
  CHECK(record.subtitle().empty());
  CHECK(record.description().empty());
  CHECK_FALSE(record.updated().has_value());
}

TEST_CASE("a record comes back from its line as it was, also where its text looks like markup") {
  RecordFields fields = rain();
  fields.title = "&amp;lt; \"a\" \\";
  fields.description = "&amp;amp; \xF0\x9F\x8C\xA7\n\n    <p>x";
  const Record record = std::get<Record>(Record::check(fields));
  CHECK(record.to_json().find('\n') == std::string::npos);
  CHECK(Record::parse(record.to_json()) == record);
}

TEST_CASE("a line that is no record is refused by the name of its field") {
  const auto refused = [](const std::string& line, const std::string& word) {
    CHECK_THROWS_WITH(Record::parse(line), Catch::Contains(word));
  };
  refused(R"({"url":"https://a","title":"t"})", "tags");
  refused(R"({"url":"https://a","title":"t","tags":[]})", "no tags");
  refused(R"({"url":"https://a","title":"","tags":["x"]})", "title");
  refused(R"({"url":"https://a","title":"t","tags":["x"],"updated":"soon"})", "updated");
  refused(R"({"url":"https://a","title":"t","tags":["x"],"more":1})", "more");
  refused("[]", "object");
  refused("", "JSON");
}
