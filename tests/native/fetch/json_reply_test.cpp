#include "native/fetch/json_reply.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>

#include "core/error.h"

namespace linnet::fetch {
namespace {

using Catch::Contains;

void parse(const std::string& text) { parse_json_reply(text, "https://h/x"); }

TEST_CASE("JSON is read, with or without a byte-order mark") {
  CHECK(parse_json_reply(" {\"a\": [1]}", "x")["a"][0] == 1);
  CHECK(parse_json_reply("\xEF\xBB\xBF[1]", "x")[0] == 1);
}

TEST_CASE("what servers send in place of JSON is called by its name") {
  CHECK_THROWS_WITH(parse("<!DOCTYPE html><html>"),
                    Contains("https://h/x") && Contains("web page"));
  CHECK_THROWS_WITH(parse(" \n"), Contains("empty"));
  CHECK_THROWS_WITH(parse("{\"a\": \"caf\xE9\"}"), Contains("UTF-8"));
  CHECK_THROWS_WITH(parse("{\"a\": [1, 2"), Contains("not well-formed"));
  CHECK_THROWS_WITH(parse("{\"a\": 1, \"a\": 2}"), Contains("twice"));
}

TEST_CASE("nesting is limited, and brackets in strings do not count") {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK_NOTHROW(parse(nested(kMaxJsonDepth)));
  CHECK_THROWS_WITH(parse(nested(kMaxJsonDepth + 1)), Contains("deeper"));
  CHECK_THROWS_WITH(parse(nested(5'000'000)), Contains("deeper"));
  CHECK_NOTHROW(parse("[\"" + std::string(1000, '[') + "\\\"" + std::string(1000, '{') + "\"]"));
}

}  // namespace
}  // namespace linnet::fetch
