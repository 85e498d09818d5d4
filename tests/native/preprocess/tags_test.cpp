#include "native/preprocess/tags.h"

#include <catch2/catch.hpp>

#include "core/error.h"

using namespace linnet::preprocess;
using Tags = std::vector<std::string>;

TEST_CASE("tags are split at commas and trimmed, without blanks and repetitions") {
  CHECK(split_tags(" a, b c ,,a,\td\n") == Tags{"a", "b c", "d"});
  CHECK(split_tags("").empty());
  CHECK(split_tags(" , ,").empty());
}

TEST_CASE("spellings that differ in case are counted as one tag, named by the most frequent") {
  TagCounter counter;
  counter.add_row({"nlp"});
  counter.add_row({"NLP", "nlp", "rare"});
  counter.add_row({"NLP"});
  counter.add_row({"NLP"});
  CHECK(counter.rows() == 4);
  CHECK(counter.distinct() == 2);
  CHECK(counter.frequent(2) == Tags{"NLP"});
  CHECK(counter.frequent(1) == Tags{"NLP", "rare"});
}

TEST_CASE("frequent tags come by falling count, equal ones by name") {
  TagCounter counter;
  counter.add_row({"b", "a", "c"});
  counter.add_row({"c"});
  CHECK(counter.frequent(1) == Tags{"c", "a", "b"});
}

TEST_CASE("renames apply whatever the case, and their file is checked") {
  const TagRenames renames = TagRenames::parse(R"({"Books": "Literature"})");
  CHECK(renames.apply("books") == "Literature");
  CHECK(renames.apply("other") == "other");
  CHECK_THROWS_AS(TagRenames::parse("[]"), linnet::Error);
  CHECK_THROWS_AS(TagRenames::parse("{"), linnet::Error);
  CHECK_THROWS_WITH(TagRenames::parse(R"({"x": ""})"), Catch::Contains("\"x\""));
}

TEST_CASE("labels are matched whatever the case, in label order, each once") {
  const linnet::LabelSet labels({"Music", "Art"});
  const LabelMatcher matcher(labels);
  CHECK(matcher.match({"ART", "art", "none", "music"}) == Tags{"Music", "Art"});
  CHECK(matcher.match({"none"}).empty());
}
