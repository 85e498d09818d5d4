// Bar charts as SVG text: counts of several systems side by side.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "native/chart/svg.h"

namespace linnet {

struct BarSeries {
  std::string name;
  std::vector<std::size_t> counts;  // one a category
};

// Bars grow with the logarithm of their count, from 1 up; a count of 0 has no bar.
struct BarChart {
  std::string title;
  std::string x_label;
  std::string y_label;
  std::vector<std::string> categories;  // from left to right
  std::vector<BarSeries> series;        // beside each other in each category
  SvgSize size = {};
  SvgUse use = SvgUse::kFile;
};

// The chart as SVG text; text is escaped. Throws std::out_of_range where a series has fewer counts
// than there are categories.
std::string to_svg(const BarChart& chart);

}  // namespace linnet
