#include "native/chart/bar_chart.h"

#include <catch2/catch.hpp>
#include <stdexcept>

namespace linnet {
namespace {

std::size_t bars(const std::string& svg) {
  std::size_t found = 0;
  for (std::size_t at = svg.find("<rect"); at != std::string::npos; at = svg.find("<rect", at + 1))
    ++found;
  return found;
}

TEST_CASE("each count that is not 0 has its bar, and each series its mark in the legend") {
  const std::string svg = to_svg(
      BarChart{"Counts", "bin", "pairs", {"a", "b"}, {{"before", {1, 100}}, {"after", {0, 1000}}}});
  CHECK(bars(svg) == 3 + 2);
  CHECK(svg.find(">before<") != std::string::npos);
  CHECK(svg.find(">1000<") != std::string::npos);
}

TEST_CASE("equal steps of the logarithm are equal steps of height") {
  // Within 300 - 52 - 48 = 200 units, of which 3 are under the first power.
  const std::string svg = to_svg(BarChart{"", "", "", {"a", "b"}, {{"s", {10, 100}}}, {400, 300}});
  CHECK(svg.find("height=\"101.5\"") != std::string::npos);
  CHECK(svg.find("height=\"200.0\"") != std::string::npos);
}

TEST_CASE("a chart of nothing is still a document, and missing counts are refused") {
  CHECK(to_svg(BarChart{}).find("nan") == std::string::npos);
  CHECK_THROWS_AS(to_svg(BarChart{"", "", "", {"a"}, {{"s", {}}}}), std::out_of_range);
}

}  // namespace
}  // namespace linnet
