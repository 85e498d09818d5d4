#include "native/chart/line_chart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <limits>

namespace linnet {
namespace {

constexpr double kWidth = 720, kHeight = 400;
constexpr double kLeft = 70, kRight = 20, kTop = 48, kBottom = 52;
// Okabe and Ito's palette without its black and yellow: told apart by colour-blind readers too.
constexpr std::array<const char*, 6> kColours = {"#0072b2", "#d55e00", "#009e73",
                                                 "#cc79a7", "#e69f00", "#56b4e9"};

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

std::string escape(const std::string& text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string number(double value, const char* format) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string text_at(double x, double y, const char* anchor, const std::string& content,
                    const std::string& more = "") {
  return "<text x=\"" + number(x, "%.1f") + "\" y=\"" + number(y, "%.1f") + "\" text-anchor=\"" +
         anchor + "\"" + more + ">" + escape(content) + "</text>\n";
}

std::string line(double x1, double y1, double x2, double y2) {
  return "<line x1=\"" + number(x1, "%.1f") + "\" y1=\"" + number(y1, "%.1f") + "\" x2=\"" +
         number(x2, "%.1f") + "\" y2=\"" + number(y2, "%.1f") + "\"/>\n";
}

class Plot {
 public:
  explicit Plot(const LineChart& chart) : chart_(chart) {
    for (const ChartSeries& series : chart.series) {
      for (const auto& [x, y] : series.points) {
        if (!drawable(x, y)) continue;
        x_.include(place(x));
        y_.include(y);
      }
    }
    x_.widen();
    y_.widen();
  }

  std::string axes() const {
    std::string svg = "<g stroke=\"currentColor\" stroke-opacity=\"0.15\">\n";
    std::string labels;
    for (const double tick : chart_ticks(y_.low, y_.high, 6)) {
      svg += line(kLeft, vertical(tick), kWidth - kRight, vertical(tick));
      labels += text_at(kLeft - 8, vertical(tick) + 4, "end", number(tick, "%.6g"));
    }
    for (const double tick : chart_ticks(x_.low, x_.high, 8)) {
      if (chart_.logarithmic_x && tick != std::round(tick)) continue;
      svg += line(horizontal(tick), kTop, horizontal(tick), kHeight - kBottom);
      labels += text_at(
          horizontal(tick), kHeight - kBottom + 18, "middle",
          chart_.logarithmic_x ? number(std::pow(10.0, tick), "%.0e") : number(tick, "%.6g"));
    }
    return svg + "</g>\n" + labels;
  }

  std::string curve(const ChartSeries& series, const char* colour) const {
    std::string path;
    bool pen_down = false;
    for (const auto& [x, y] : series.points) {
      if (!drawable(x, y)) {
        pen_down = false;
        continue;
      }
      path += (pen_down ? "L" : "M") + number(horizontal(place(x)), "%.1f") + " " +
              number(vertical(y), "%.1f");
      pen_down = true;
    }
    return "<path fill=\"none\" stroke-width=\"1.8\" stroke-linejoin=\"round\" stroke=\"" +
           std::string(colour) + "\" d=\"" + path + "\"/>\n";
  }

 private:
  bool drawable(double x, double y) const {
    return std::isfinite(x) && std::isfinite(y) && (!chart_.logarithmic_x || x > 0);
  }
  double place(double x) const { return chart_.logarithmic_x ? std::log10(x) : x; }
  double horizontal(double placed) const {
    return kLeft + (placed - x_.low) / (x_.high - x_.low) * (kWidth - kLeft - kRight);
  }
  double vertical(double y) const {
    return kHeight - kBottom - (y - y_.low) / (y_.high - y_.low) * (kHeight - kTop - kBottom);
  }

  const LineChart& chart_;
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
    ticks.push_back(i * step);
  }
  if (ticks.empty()) ticks.push_back(low);
  return ticks;
}

std::string to_svg(const LineChart& chart) {
  const Plot plot(chart);
  std::string svg =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 400\" width=\"720\" "
      "height=\"400\" font-family=\"system-ui, sans-serif\" font-size=\"12\" "
      "fill=\"currentColor\">\n"
      "<style>:root{color:#222;background:#fff}@media(prefers-color-scheme:dark){:root{color:#ddd;"
      "background:#1b1b1b}}</style>\n";
  svg += text_at(kLeft, 20, "start", chart.title, " font-size=\"15\" font-weight=\"600\"");
  svg += text_at((kLeft + kWidth - kRight) / 2, kHeight - 12, "middle", chart.x_label);
  svg += text_at(
      16, (kTop + kHeight - kBottom) / 2, "middle", chart.y_label,
      " transform=\"rotate(-90 16 " + number((kTop + kHeight - kBottom) / 2, "%.1f") + ")\"");
  svg += plot.axes();
  std::size_t drawn = 0;
  double legend = kLeft;
  for (const ChartSeries& series : chart.series) {
    if (series.points.empty()) continue;
    const char* colour = kColours[drawn++ % kColours.size()];
    svg += plot.curve(series, colour);
    svg += "<rect x=\"" + number(legend, "%.1f") + "\" y=\"30\" width=\"14\" height=\"4\" fill=\"" +
           colour + "\"/>\n";
    svg += text_at(legend + 20, 36, "start", series.name);
    legend += 40 + 7.0 * static_cast<double>(series.name.size());
  }
  return svg + "</svg>\n";
}

}  // namespace linnet
