#include "native/chart/line_chart.h"

#include <catch2/catch.hpp>
#include <limits>

namespace linnet {
namespace {

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++found;
  }
  return found;
}

TEST_CASE("ticks are round numbers within the range") {
  CHECK(chart_ticks(0, 1, 5) == std::vector<double>{0, 0.2, 0.4, 0.6000000000000001, 0.8, 1});
  CHECK(chart_ticks(3, 47, 5) == std::vector<double>{10, 20, 30, 40});
  CHECK(chart_ticks(-4, 4, 4) == std::vector<double>{-4, -2, 0, 2, 4});
  CHECK(chart_ticks(2, 2, 5) == std::vector<double>{2});
}

TEST_CASE("a chart draws each series that has points, and its corners are the extremes") {
  const std::string svg =
      to_svg({"Loss", "step", "loss", false, {{"train", {{0, 1}, {10, 3}}}, {"none", {}}}});
  CHECK(count(svg, "<path") == 1);
  CHECK(svg.find("d=\"M70.0 348.0L700.0 48.0\"") != std::string::npos);
  CHECK(svg.find(">train<") != std::string::npos);
  CHECK(svg.find(">none<") == std::string::npos);
}

TEST_CASE("points that are not finite break the line, and names are escaped") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::string svg =
      to_svg({"a < b & c", "x", "y", false, {{"s", {{0, 1}, {1, 2}, {2, nan}, {3, 1}, {4, 2}}}}});
  CHECK(count(svg, "M") >= 2);
  CHECK(svg.find("nan") == std::string::npos);
  CHECK(svg.find("a &lt; b &amp; c") != std::string::npos);
}

TEST_CASE("a logarithmic axis spaces powers of ten evenly and leaves out zero") {
  const std::string svg =
      to_svg({"", "rate", "loss", true, {{"s", {{0, 9}, {1e-4, 0}, {1e-2, 1}, {1, 2}}}}});
  CHECK(svg.find("d=\"M70.0 348.0L385.0 198.0L700.0 48.0\"") != std::string::npos);
  CHECK(svg.find(">1e-02<") != std::string::npos);
}

TEST_CASE("a chart without any point is still a document") {
  const std::string svg = to_svg({"Empty", "x", "y", false, {}});
  CHECK(svg.find("<svg") == 0);
  CHECK(svg.find("</svg>") != std::string::npos);
  CHECK(svg.find("nan") == std::string::npos);
  CHECK(svg.find("inf") == std::string::npos);
}

TEST_CASE("fixed axes keep their ends whatever the points, and leave out what lies beyond") {
  LineChart chart{"", "recall", "precision", false, {{"s", {{0.5, 0.5}, {0.75, 1}, {2, 0.5}}}}};
  chart.x_range = chart.y_range = {0, 1};
  chart.marks = true;
  const std::string svg = to_svg(chart);
  CHECK(svg.find("d=\"M385.0 198.0L542.5 48.0\"") != std::string::npos);
  CHECK(count(svg, "<circle") == 2);
  CHECK(svg.find(">-0<") == std::string::npos);
}

}  // namespace
}  // namespace linnet
