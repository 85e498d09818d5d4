#include "native/evaluate/html.h"

#include <catch2/catch.hpp>

namespace linnet::evaluate {
namespace {

TEST_CASE("text and attribute values cannot leave their place") {
  CHECK(element("p", "<b> & \"quotes\"").string() == "<p>&lt;b&gt; &amp; &quot;quotes&quot;</p>");
  CHECK(element("a", {{"href", "\"><script>"}}, Html::text("x")).string() ==
        "<a href=\"&quot;&gt;&lt;script&gt;\">x</a>");
  CHECK(Html::text("\xff").string() == "\xef\xbf\xbd");
}

TEST_CASE("what is markup is not escaped a second time") {
  CHECK(element("p", element("b", "a & b")).string() == "<p><b>a &amp; b</b></p>");
}

TEST_CASE("a table has a caption, headings with their scope, and a container that scrolls") {
  HtmlTable table;
  table.caption = "A & B";
  table.groups = {{"both", 2}};
  table.columns = {"name", "a", "b"};
  table.rows = {{"<row>", {Html::text("1"), Html::text("2")}}};
  const std::string html = to_html(table).string();
  CHECK(html.find("<caption>A &amp; B</caption>") != std::string::npos);
  CHECK(html.find("<th scope=\"colgroup\" colspan=\"2\">both</th>") != std::string::npos);
  CHECK(html.find("<th scope=\"col\">name</th>") != std::string::npos);
  CHECK(html.find("<th scope=\"row\">&lt;row&gt;</th><td>1</td><td>2</td>") != std::string::npos);
  CHECK(html.find("class=\"scroll\"") != std::string::npos);
}

}  // namespace
}  // namespace linnet::evaluate
