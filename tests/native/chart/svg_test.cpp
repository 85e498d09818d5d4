#include "native/chart/svg.h"

#include <catch2/catch.hpp>

namespace linnet {
namespace {

TEST_CASE("hostile text stays text, in content and in an attribute") {
  CHECK(escape_markup("<script>alert('x')</script>") ==
        "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
  CHECK(escape_markup("\" onload=\"x&y") == "&quot; onload=&quot;x&amp;y");
  CHECK(escape_markup("plain, na\xc3\xafve") == "plain, na\xc3\xafve");
}

TEST_CASE("bytes that are no UTF-8, and control characters, do not reach the document") {
  CHECK(escape_markup("a\xff\x62") == "a\xef\xbf\xbd\x62");
  CHECK(escape_markup("a\x01\x1b[31mb") == "a  [31mb");
  CHECK(escape_markup("\xc0\xbcscript\xc0\xbe").find('<') ==
        std::string::npos);  // overlong < and >
}

TEST_CASE("series differ in more than their colour") {
  CHECK(series_dash(0).empty());
  CHECK_FALSE(series_dash(1).empty());
  CHECK(series_dash(1) != series_dash(2));
  CHECK(bar_style(0).find("stroke") == std::string::npos);
  CHECK(bar_style(1).find("fill=\"none\"") != std::string::npos);
}

TEST_CASE("a legend too long for one row goes on in the next, below which the plot begins") {
  const SvgLegend one = svg_legend({"a", "b"}, {400, 300}, LegendMark::kLine);
  CHECK(one.rows == 1);
  CHECK(plot_top(one) == kPlotTop);
  const SvgLegend two =
      svg_legend({std::string(30, 'a'), std::string(30, 'b')}, {400, 300}, LegendMark::kLine);
  CHECK(two.rows == 2);
  CHECK(plot_top(two) > kPlotTop);
}

TEST_CASE("within a page a picture has a title and no style that would reach the page") {
  const std::string svg = svg_open({10, 10}, SvgUse::kInline, "a < b");
  CHECK(svg.find("role=\"img\"") != std::string::npos);
  CHECK(svg.find("<title>a &lt; b</title>") != std::string::npos);
  CHECK(svg.find("<style") == std::string::npos);
  CHECK(svg_open({10, 10}, SvgUse::kFile, "").find("<style") != std::string::npos);
}

}  // namespace
}  // namespace linnet
