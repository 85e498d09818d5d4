#include "core/ascii.h"

#include <catch2/catch.hpp>

namespace linnet {
namespace {

TEST_CASE("the letters of ASCII alone are lowered") {
  CHECK(ascii_lower("AZaz[@`{09") == "azaz[@`{09");
  CHECK(ascii_lower("\xC3\x84\xFF") == "\xC3\x84\xFF");
  CHECK(ascii_lower("").empty());
}

TEST_CASE("texts that differ in the case of ASCII letters alone are equal") {
  CHECK(equal_without_ascii_case("Content-Type", "content-TYPE"));
  CHECK_FALSE(equal_without_ascii_case("content", "content-type"));
  CHECK_FALSE(equal_without_ascii_case("[", "{"));  // 32 apart, like the two cases of a letter
}

TEST_CASE("space is cut off at both ends, and nowhere else") {
  CHECK(trimmed(" \t a b\r\n") == "a b");
  CHECK(trimmed("a") == "a");
  CHECK(trimmed(" \r\n").empty());
  CHECK(trimmed("").empty());
}

TEST_CASE("what counts as space may be told") {
  CHECK(trimmed(" a\r ", " ") == "a\r");
  CHECK(trimmed("\fa\v", " \t\r\f\v") == "a");
}

}  // namespace
}  // namespace linnet
