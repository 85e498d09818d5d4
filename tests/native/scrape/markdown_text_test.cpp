#include "native/scrape/markdown_text.h"

#include <catch2/catch.hpp>
#include <ctime>
#include <string>

using linnet::scrape::kMaxMarkdownBytes;
using linnet::scrape::markdown_text;

TEST_CASE("links and images keep their words and lose their addresses") {
  CHECK(markdown_text("From [the bureau](https://example.org/a_b) and ![a map](m.png).") ==
        "From the bureau and a map.");
  CHECK(markdown_text("See [here][1].\n\n[1]: https://example.org") == "See here.");
}

TEST_CASE("headings, emphasis, code and list marks go; line ends stay") {
  CHECK(markdown_text("# Context\nRain in **Kenya**,\nby `day`.\n\n* one\n* two") ==
        "Context\nRain in Kenya,\nby day.\none\ntwo");
}

TEST_CASE("HTML within Markdown becomes text, indented HTML too") {
  CHECK(markdown_text("<p>Rain &amp; <b>sun</b></p>\n\nmore") == "Rain & sun\nmore");
  CHECK(markdown_text("<div>\n\n    <p>inside</p>\n\n</div>") == "inside");
}

TEST_CASE("code is kept as it is") {
  CHECK(markdown_text("```cpp\n#include <vector>\n```") == "#include <vector>");
}

TEST_CASE("names with underscores and sums with stars are no emphasis") {
  CHECK(markdown_text("max_daily_rain = 2 * 3 * 4") == "max_daily_rain = 2 * 3 * 4");
}

TEST_CASE("what is longer than the limit is cut at a character") {
  std::string text;
  while (text.size() < kMaxMarkdownBytes + 10) text += "\xC3\xA9";
  CHECK(markdown_text("x" + text).size() == kMaxMarkdownBytes - 1);
}

// Each is known to have cost some parser time that grows with the square of its length.
TEST_CASE("no description of the greatest length takes long") {
  for (const char* piece : {"[", "![](", "<b>", "<b></i>", "> ", "* ", "`", "_a __", "&", "[a](<b",
                            "<!--", "<a href='", "\\", "<p>", "a**b", "[^1]:", "- ", "<![CDATA["}) {
    std::string text;
    while (text.size() < kMaxMarkdownBytes) text += piece;
    const std::clock_t begin = std::clock();  // of processor time
    markdown_text(text);
    INFO(piece);
    CHECK(double(std::clock() - begin) / CLOCKS_PER_SEC < 10);
  }
}
