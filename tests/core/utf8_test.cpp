// UTF-8: what counts as well-formed, what ill-formed bytes become, and where a text may be cut.
#include "core/utf8.h"

#include <catch2/catch.hpp>
#include <string>

namespace linnet {
namespace {

const std::string kReplacement = "\xEF\xBF\xBD";

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST_CASE("well-formed UTF-8 at every boundary of its table is valid") {
  for (const char* text :
       {"", "a", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    CAPTURE(text);
    CHECK(is_valid_utf8(text));
  }
  CHECK(is_valid_utf8(std::string_view("\0", 1)));
}

TEST_CASE("overlong forms, surrogates, stray bytes and what lies past U+10FFFF are not valid") {
  for (const char* text :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xED\xBF\xBF",
        "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xC2", "\xE2\x82",
        "\xF0\x9F\x98", "a\xC2z"}) {
    CAPTURE(text);
    CHECK_FALSE(is_valid_utf8(text));
  }
}

TEST_CASE("each maximal ill-formed subsequence becomes one replacement character") {
  // The example of the Unicode standard, section 3.9, table 3-11.
  CHECK(clean_utf8("\x61\xF1\x80\x80\xE1\x80\xC2\x62\x80\x63\x80\xBF\x64") ==
        "a" + repeated(kReplacement, 3) + "b" + kReplacement + "c" + repeated(kReplacement, 2) +
            "d");
  // Table 3-8: none of these bytes can start or continue anything.
  CHECK(clean_utf8("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41") == repeated(kReplacement, 8) + "A");
}

TEST_CASE("a surrogate pair written as two three-byte forms is six ill-formed bytes") {
  CHECK(clean_utf8("\xED\xA0\xBD\xED\xB8\x80") == repeated(kReplacement, 6));
}

TEST_CASE("control characters become spaces, but tab and line ends stay") {
  CHECK(clean_utf8(std::string_view("a\0b\x01\x1F\x7Fz", 7)) == "a b   z");
  CHECK(clean_utf8("a\tb\nc\rd") == "a\tb\nc\rd");
  CHECK(clean_utf8("a\xC2\x80\xC2\x9Fz") == "a  z");  // U+0080, U+009F
  CHECK(clean_utf8("a\xC2\xA0z") == "a\xC2\xA0z");    // U+00A0 is no control
  CHECK(clean_utf8("\xE2\x80\xAE"
                   "x") ==
        "\xE2\x80\xAE"
        "x");  // nor is U+202E
}

TEST_CASE("cleaning gives well-formed UTF-8 and leaves well-formed text as it is") {
  const std::string text = "caf\xC3\xA9 \xE6\x97\xA5\xE6\x9C\xAC \xF0\x9F\x98\x80\n";
  CHECK(clean_utf8(text) == text);
  // All pairs of bytes, each followed by a letter that must survive.
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const char bytes[] = {static_cast<char>(first), static_cast<char>(second), 'z'};
      const std::string clean = clean_utf8(std::string_view(bytes, 3));
      if (!is_valid_utf8(clean) || clean.back() != 'z' || clean_utf8(clean) != clean) {
        CAPTURE(first, second);
        FAIL("not cleaned");
      }
    }
  }
}

TEST_CASE("a prefix never cuts a code point") {
  const std::string text = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80";  // 1 + 2 + 3 + 4 bytes
  const std::size_t expected[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
  for (std::size_t limit = 0; limit < std::size(expected); ++limit) {
    CAPTURE(limit);
    CHECK(utf8_prefix(text, limit).size() == expected[limit]);
  }
}

TEST_CASE("a prefix of bytes that are no text still has a length") {
  CHECK(utf8_prefix(std::string(10, '\x80'), 6).size() == 6);
  CHECK(utf8_prefix(std::string(10, '\x80'), 2).size() <= 2);
}

}  // namespace
}  // namespace linnet
