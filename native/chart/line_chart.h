// Line charts as SVG text: for curves of a training run, readable in any browser, light and dark.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "native/chart/svg.h"

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
  // Fixed ends of an axis as (low, high); else the extremes of the points. What lies outside is not
  // drawn.
  std::optional<std::pair<double, double>> x_range = std::nullopt, y_range = std::nullopt;
  bool marks = false;  // a dot at each point
  SvgSize size = {};
  SvgUse use = SvgUse::kFile;
};

// Tick positions at 1, 2 or 5 times a power of ten, from at or over `low` to at or under `high`,
// about `count` of them. At least one for any finite low <= high.
std::vector<double> chart_ticks(double low, double high, int count);

// The chart as SVG text. Series without points are left out; text is escaped.
std::string to_svg(const LineChart& chart);

}  // namespace linnet
