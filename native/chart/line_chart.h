// Line charts as SVG text: for curves of a training run, readable in any browser, light and dark.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace linnet {

struct ChartSeries {
  std::string name;                               // shown in the legend
  std::vector<std::pair<double, double>> points;  // x, y; one that is not finite breaks the line
};

struct LineChart {
  std::string title;
  std::string x_label;
  std::string y_label;
  bool logarithmic_x = false;  // points with x <= 0 are left out
  std::vector<ChartSeries> series;
};

// Tick positions at 1, 2 or 5 times a power of ten, from at or over `low` to at or under `high`,
// about `count` of them. At least one for any finite low <= high.
std::vector<double> chart_ticks(double low, double high, int count);

// A whole SVG document of 720 x 400 user units. Series without points are left out; text is
// escaped.
std::string to_svg(const LineChart& chart);

}  // namespace linnet
