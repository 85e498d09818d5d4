// Label sets: order, look-up, and strictness about their JSON.
#include "core/label_set.h"

#include <catch2/catch.hpp>

#include "core/error.h"
#include "tests/core/random_bytes.h"

namespace linnet {
namespace {

TEST_CASE("labels stand in the order of their indices, whatever the order of the text") {
  const auto labels = LabelSet::parse(R"({"Time Series": 2, "Health": 0, "R": 1})");
  CHECK(labels.names() == std::vector<std::string>{"Health", "R", "Time Series"});
  CHECK(labels.size() == 3);
  CHECK(labels.name(2) == "Time Series");
  CHECK(labels.index("R") == 1);
  CHECK_FALSE(labels.index("r"));
}

TEST_CASE("a label set survives its own JSON") {
  const LabelSet labels({"b \"quoted\"", "a\\b", "\xE6\x97\xA5\xE6\x9C\xAC", "tab\there"});
  CHECK(LabelSet::parse(labels.to_json()).names() == labels.names());
  CHECK(LabelSet({"b", "a"}).to_json() == "{\n  \"b\": 0,\n  \"a\": 1\n}\n");
}

TEST_CASE("a malformed label set is refused by naming the entry") {
  const auto refused = [](const char* json, const char* because) {
    CAPTURE(json);
    CHECK_THROWS_WITH(LabelSet::parse(json), Catch::Contains(because));
    try {
      LabelSet::parse(json);
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::kInvalidFormat);
    }
  };
  refused("", "not well-formed JSON");
  refused("{\"a\": 0", "not well-formed JSON");
  refused("{\"a\": 0} x", "not well-formed JSON");
  refused("{\"\xFF\": 0}", "not well-formed JSON");
  refused("[\"a\"]", "must be an object");
  refused("{}", "no label");
  refused(R"({"a": 0, "": 1})", "empty name");
  refused(R"({"a": 0, "b": 2})", "\"b\": index 2 is out of range");
  refused(R"({"a": 0, "b": 0})", "index 0 is also that of \"a\"");
  refused(R"({"a": 0, "a": 1})", "\"a\" appears twice");
  refused(R"({"a": -1})", "\"a\": must be a whole number");
  refused(R"({"a": 0.0})", "\"a\": must be a whole number");
  refused(R"({"a": "0"})", "\"a\": must be a whole number");
  refused(R"({"a": 18446744073709551616})", "\"a\": must be a whole number");
}

TEST_CASE("names that cannot be stored are refused") {
  CHECK_THROWS_AS(LabelSet({}), Error);
  CHECK_THROWS_AS(LabelSet({"a", ""}), Error);
  CHECK_THROWS_AS(LabelSet({"a", "a"}), Error);
  CHECK_THROWS_AS(LabelSet({"\xFF"}), Error);
}

TEST_CASE("a label set of random bytes is refused and never worse") {
  test::for_each_mutation(R"({"Time Series": 2, "Health": 0, "R": 1})",
                          [](const std::string& text) { (void)LabelSet::parse(text); });
}

}  // namespace
}  // namespace linnet
