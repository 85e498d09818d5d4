#include "native/scrape/html_text.h"

#include <catch2/catch.hpp>
#include <string>

#include "core/utf8.h"

using linnet::scrape::html_text;

TEST_CASE("entities are decoded, by name and by number") {
  CHECK(html_text("Caf&eacute; &amp; bar &lt;3 &#233;&#x20AC;") == "Café & bar <3 é€");
  CHECK(html_text("AT&T & R&D") == "AT&T & R&D");
}

TEST_CASE("block elements and breaks end a line, inline ones do not") {
  CHECK(html_text("<p>one</p><p>t<b>w</b>o</p>three<br/>four<div>five</div>") ==
        "one\ntwo\nthree\nfour\nfive");
  CHECK(html_text("<ul><li>a</li><li>b</li></ul>") == "a\nb");
  CHECK(html_text("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>") == "a b\nc");
}

TEST_CASE("scripts, styles and comments leave nothing, however they are spelt") {
  CHECK(html_text("a<script>if (x < 1) alert('no')</script>b") == "ab");
  CHECK(html_text("a<STYLE type='text/css'>p { color: red }</STYLE> b<!-- no -->c") == "a bc");
}

TEST_CASE("white space is as in a browser: one space, no blank lines, no-break spaces too") {
  CHECK(html_text("  a \n\t b&nbsp;&nbsp;c  <p> </p><p></p> d ") == "a b c\nd");
  CHECK(html_text(" plain \n words ") == "plain words");
  CHECK(html_text("caf\xC3\xA9 \xC2\xA9 x") == "caf\xC3\xA9 \xC2\xA9 x");
}

TEST_CASE("an image gives its alternative text") {
  CHECK(html_text("see <img src='x.png' alt='a map'> here") == "see a map here");
}

TEST_CASE("a less-than sign that opens no tag is text") {
  CHECK(html_text("a < b and 1 <2") == "a < b and 1 <2");
}

TEST_CASE("broken markup and bytes that are no text give clean UTF-8") {
  using namespace std::string_literals;  // keeps the byte 0
  const std::string text = html_text("a<p <b>b\0c\xFF &#0; &#55296; <"s);
  CHECK(linnet::is_valid_utf8(text));
  CHECK(text.find('\0') == std::string::npos);
}

TEST_CASE("elements within elements ten thousand times are read") {
  std::string html;
  for (int i = 0; i < 10'000; ++i) html += "<div><i>";
  CHECK(html_text(html + "deep") == "deep");
}
