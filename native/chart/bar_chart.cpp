#include "native/chart/bar_chart.h"

#include <algorithm>
#include <cmath>

namespace linnet {
namespace {

constexpr double kFilled = 0.8;     // of a category's width
constexpr double kLeastHeight = 3;  // of the bar of a single one, which has logarithm 0

}  // namespace

std::string to_svg(const BarChart& chart) {
  std::size_t most = 10;
  std::vector<std::string> names;
  for (const BarSeries& series : chart.series) {
    names.push_back(series.name);
    for (const std::size_t count : series.counts) most = std::max(most, count);
  }
  const SvgLegend legend = svg_legend(names, chart.size, LegendMark::kBar);
  const double top = plot_top(legend);
  const double bottom = chart.size.height - kPlotBottom;
  const double right = chart.size.width - kPlotRight;
  const int powers = static_cast<int>(std::ceil(std::log10(static_cast<double>(most))));
  const double unit = (bottom - kLeastHeight - top) / powers;
  const auto height = [&](double count) { return kLeastHeight + std::log10(count) * unit; };

  std::string svg = svg_open(chart.size, chart.use, chart.title) +
                    svg_titles(chart.size, chart.title, chart.x_label, chart.y_label) + legend.svg;
  for (int power = 0; power <= powers; ++power) {
    const double count = std::pow(10.0, power);
    const double y = bottom - height(count);
    svg += svg_line(kPlotLeft, y, right, y, " stroke=\"currentColor\" stroke-opacity=\"0.15\"");
    svg += svg_text(kPlotLeft - 8, y + 4, "end", svg_number(count, "%.0f"));
  }
  if (chart.categories.empty()) return svg + "</svg>\n";
  const double category = (right - kPlotLeft) / static_cast<double>(chart.categories.size());
  const double bar =
      category * kFilled / static_cast<double>(std::max<std::size_t>(chart.series.size(), 1));
  for (std::size_t i = 0; i < chart.categories.size(); ++i) {
    const double left = kPlotLeft + category * static_cast<double>(i);
    svg += svg_text(left + category / 2, bottom + 18, "middle", chart.categories[i]);
    for (std::size_t k = 0; k < chart.series.size(); ++k) {
      const std::size_t count = chart.series[k].counts.at(i);
      if (count == 0) continue;
      const double tall = height(static_cast<double>(count));
      svg += svg_rectangle(left + category * (1 - kFilled) / 2 + bar * static_cast<double>(k),
                           bottom - tall, bar, tall, bar_style(k));
    }
  }
  return svg + "</svg>\n";
}

}  // namespace linnet
