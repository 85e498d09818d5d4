#include "native/scrape/croissant_reply.h"

#include <catch2/catch.hpp>

#include "core/error.h"

namespace linnet::scrape {
namespace {

using Catch::Contains;

RecordFields fields_of(std::string_view text) {
  return parse_croissant(text, "https://h/c", {"ann", "bees"});
}

TEST_CASE("a Croissant description gives title, subtitle and the last segments of its keywords") {
  const RecordFields fields = fields_of(
      R"({"@context": {"@language": "en"}, "@type": "sc:Dataset", "name": "Bees",
          "alternateName": "of my garden", "description": "Many.",
          "url": "https://www.kaggle.com/datasets/ann/bees",
          "keywords": ["subject > earth and nature", "insects"],
          "license": {"@type": "sc:CreativeWork"}, "dateModified": "2026-01-31T10:00:00.0"})");
  CHECK(fields.url == "https://www.kaggle.com/datasets/ann/bees");
  CHECK(fields.title == "Bees");
  CHECK(fields.subtitle == "of my garden");
  CHECK(fields.description == "Many.");
  CHECK(fields.tags == std::vector<std::string>{"earth and nature", "insects"});
  CHECK(fields.updated == "2026-01-31T10:00:00.0");
}

TEST_CASE("one keyword may stand alone, and several alternate names in an array") {
  const RecordFields fields =
      fields_of(R"({"name": "Bees", "alternateName": ["a", "b"], "keywords": "insects"})");
  CHECK(fields.subtitle == "a");
  CHECK(fields.tags == std::vector<std::string>{"insects"});
}

TEST_CASE("a description of another data set is refused") {
  CHECK_THROWS_WITH(
      fields_of(R"({"name": "Wasps", "url": "https://www.kaggle.com/datasets/a/wasps"})"),
      Contains("a/wasps"));
}

TEST_CASE("a field of the wrong kind is named in a Croissant description") {
  CHECK_THROWS_WITH(fields_of(R"({"name": 7})"), Contains("https://h/c: name"));
  CHECK_THROWS_WITH(fields_of(R"({"keywords": [[]]})"), Contains("keywords[0]"));
  CHECK_THROWS_WITH(fields_of("[]"), Contains("object"));
}

}  // namespace
}  // namespace linnet::scrape
