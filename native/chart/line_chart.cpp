#include "native/chart/line_chart.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace linnet {
namespace {

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  void include(double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  void widen() {  // so that there is something to scale by
    if (low > high) low = 0, high = 1;
    if (low == high) low -= 0.5, high += 0.5;
  }
};

std::string svg_dot(const std::string& x, const std::string& y, const std::string& colour) {
  return "<circle r=\"3\" cx=\"" + x + "\" cy=\"" + y + "\" fill=\"" + colour + "\"/>\n";
}

class Plot {
 public:
  Plot(const LineChart& chart, double top)
      : chart_(chart),
        top_(top),
        right_(chart.size.width - kPlotRight),
        bottom_(chart.size.height - kPlotBottom) {
    for (const ChartSeries& series : chart.series) {
      for (const auto& [x, y] : series.points) {
        if (!drawable(x, y)) continue;
        x_.include(place(x));
        y_.include(y);
      }
    }
    if (chart.x_range) x_ = {place(chart.x_range->first), place(chart.x_range->second)};
    if (chart.y_range) y_ = {chart.y_range->first, chart.y_range->second};
    x_.widen();
    y_.widen();
  }

  std::string axes() const {
    std::string svg = "<g stroke=\"currentColor\" stroke-opacity=\"0.15\">\n";
    std::string labels;
    for (const double tick : chart_ticks(y_.low, y_.high, 6)) {
      svg += svg_line(kPlotLeft, vertical(tick), right_, vertical(tick));
      labels += svg_text(kPlotLeft - 8, vertical(tick) + 4, "end", svg_number(tick, "%.6g"));
    }
    for (const double tick : chart_ticks(x_.low, x_.high, 8)) {
      if (chart_.logarithmic_x && tick != std::round(tick)) continue;
      svg += svg_line(horizontal(tick), top_, horizontal(tick), bottom_);
      labels += svg_text(horizontal(tick), bottom_ + 18, "middle",
                         chart_.logarithmic_x ? svg_number(std::pow(10.0, tick), "%.0e")
                                              : svg_number(tick, "%.6g"));
    }
    return svg + "</g>\n" + labels;
  }

  std::string curve(const ChartSeries& series, std::size_t index) const {
    std::string path;
    std::string marks;
    bool pen_down = false;
    const std::string colour = series_colour(index);
    for (const auto& [x, y] : series.points) {
      if (!drawable(x, y) || !within(place(x), y)) {
        pen_down = false;
        continue;
      }
      const std::string across = svg_number(horizontal(place(x)), "%.1f");
      const std::string up = svg_number(vertical(y), "%.1f");
      path.append(pen_down ? "L" : "M").append(across).append(" ").append(up);
      pen_down = true;
      if (chart_.marks) marks += svg_dot(across, up, colour);
    }
    return "<path fill=\"none\" stroke-width=\"1.8\" stroke-linejoin=\"round\" stroke=\"" + colour +
           "\"" + series_dash(index) + " d=\"" + path + "\"/>\n" + marks;
  }

 private:
  bool drawable(double x, double y) const {
    return std::isfinite(x) && std::isfinite(y) && (!chart_.logarithmic_x || x > 0);
  }
  bool within(double placed, double y) const {
    return placed >= x_.low && placed <= x_.high && y >= y_.low && y <= y_.high;
  }
  double place(double x) const { return chart_.logarithmic_x ? std::log10(x) : x; }
  double horizontal(double placed) const {
    return kPlotLeft + (placed - x_.low) / (x_.high - x_.low) * (right_ - kPlotLeft);
  }
  double vertical(double y) const {
    return bottom_ - (y - y_.low) / (y_.high - y_.low) * (bottom_ - top_);
  }

  const LineChart& chart_;
  double top_, right_, bottom_;
  Range x_, y_;
};

}  // namespace

std::vector<double> chart_ticks(double low, double high, int count) {
  const double raw = (high - low) / std::max(count, 1);
  if (!(raw > 0) || !std::isfinite(raw)) return {low};
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  double step = 10 * power;
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= raw) {
      step = factor * power;
      break;
    }
  }
  std::vector<double> ticks;
  // Multiples rather than sums: no rounding error grows along the axis.
  const double slack = 1e-9;
  for (double i = std::ceil(low / step - slack); i * step <= high + slack * step; ++i) {
    ticks.push_back(i * step + 0.0);  // -0 becomes 0
  }
  if (ticks.empty()) ticks.push_back(low);
  return ticks;
}

std::string to_svg(const LineChart& chart) {
  std::vector<const ChartSeries*> drawn;
  std::vector<std::string> names;
  for (const ChartSeries& series : chart.series) {
    if (series.points.empty()) continue;
    drawn.push_back(&series);
    names.push_back(series.name);
  }
  const SvgLegend legend = svg_legend(names, chart.size, LegendMark::kLine);
  const Plot plot(chart, plot_top(legend));
  std::string svg = svg_open(chart.size, chart.use, chart.title) +
                    svg_titles(chart.size, chart.title, chart.x_label, chart.y_label) +
                    plot.axes() + legend.svg;
  for (std::size_t i = 0; i < drawn.size(); ++i) svg += plot.curve(*drawn[i], i);
  return svg + "</svg>\n";
}

}  // namespace linnet
