#include "native/chart/svg.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "core/utf8.h"

namespace linnet {
namespace {

// Okabe and Ito's palette without its black and yellow: told apart by colour-blind readers too.
constexpr std::array<const char*, 6> kColours = {"#0072b2", "#d55e00", "#009e73",
                                                 "#cc79a7", "#e69f00", "#56b4e9"};
constexpr std::array<const char*, 6> kDashes = {"", "7 3", "2 3", "9 3 2 3", "14 4", "5 2 2 2 2 2"};
constexpr double kLegendRow = 18, kLegendText = 36, kLegendMark = 22, kCharacter = 7;

}  // namespace

std::string escape_markup(std::string_view text) {
  std::string result;
  for (const char c : clean_utf8(text)) {
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
      case '"':
        result += "&quot;";
        break;
      case '\'':
        result += "&#39;";
        break;
      default:
        result += c;
    }
  }
  return result;
}

std::string svg_number(double value, const char* format) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string svg_open(SvgSize size, SvgUse use, const std::string& title) {
  const std::string width = svg_number(size.width, "%.6g");
  const std::string height = svg_number(size.height, "%.6g");
  std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 " +
                    width + " " + height + "\" width=\"" + width + "\" height=\"" + height +
                    "\" font-family=\"system-ui, sans-serif\" font-size=\"12\" "
                    "fill=\"currentColor\">\n<title>" +
                    escape_markup(title) + "</title>\n";
  if (use == SvgUse::kFile) {
    svg +=
        "<style>:root{color:#222;background:#fff}@media(prefers-color-scheme:dark){:root{color:"
        "#ddd;background:#1b1b1b}}</style>\n";
  }
  return svg;
}

std::string svg_text(double x, double y, const char* anchor, const std::string& content,
                     const std::string& attributes) {
  return "<text x=\"" + svg_number(x, "%.1f") + "\" y=\"" + svg_number(y, "%.1f") +
         "\" text-anchor=\"" + anchor + "\"" + attributes + ">" + escape_markup(content) +
         "</text>\n";
}

std::string svg_line(double x1, double y1, double x2, double y2, const std::string& attributes) {
  return "<line x1=\"" + svg_number(x1, "%.1f") + "\" y1=\"" + svg_number(y1, "%.1f") + "\" x2=\"" +
         svg_number(x2, "%.1f") + "\" y2=\"" + svg_number(y2, "%.1f") + "\"" + attributes + "/>\n";
}

std::string svg_rectangle(double x, double y, double width, double height,
                          const std::string& attributes) {
  return "<rect x=\"" + svg_number(x, "%.1f") + "\" y=\"" + svg_number(y, "%.1f") + "\" width=\"" +
         svg_number(width, "%.1f") + "\" height=\"" + svg_number(height, "%.1f") + "\"" +
         attributes + "/>\n";
}

std::string svg_titles(SvgSize size, const std::string& title, const std::string& x_label,
                       const std::string& y_label) {
  const double middle = (kPlotTop + size.height - kPlotBottom) / 2;
  return svg_text(kPlotLeft, 20, "start", title, " font-size=\"15\" font-weight=\"600\"") +
         svg_text((kPlotLeft + size.width - kPlotRight) / 2, size.height - 12, "middle", x_label) +
         svg_text(16, middle, "middle", y_label,
                  " transform=\"rotate(-90 16 " + svg_number(middle, "%.1f") + ")\"");
}

const char* series_colour(std::size_t index) { return kColours[index % kColours.size()]; }

std::string series_dash(std::size_t index) {
  const std::string dash = kDashes[index % kDashes.size()];
  return dash.empty() ? "" : " stroke-dasharray=\"" + dash + "\"";
}

std::string bar_style(std::size_t index) {
  const std::string colour = series_colour(index);
  return index % 2 == 0 ? " fill=\"" + colour + "\""
                        : " fill=\"none\" stroke-width=\"1.5\" stroke=\"" + colour + "\"";
}

SvgLegend svg_legend(const std::vector<std::string>& names, SvgSize size, LegendMark mark) {
  SvgLegend legend;
  double x = kPlotLeft;
  double y = kLegendText;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const double width = kLegendMark + 20 + kCharacter * static_cast<double>(names[i].size());
    if (x > kPlotLeft && x + width > size.width) {
      x = kPlotLeft;
      y += kLegendRow;
      ++legend.rows;
    }
    legend.svg += mark == LegendMark::kBar
                      ? svg_rectangle(x + 6, y - 9, 10, 9, bar_style(i))
                      : svg_line(x, y - 4, x + kLegendMark, y - 4,
                                 " stroke-width=\"2.4\" stroke=\"" + std::string(series_colour(i)) +
                                     "\"" + series_dash(i));
    legend.svg += svg_text(x + kLegendMark + 6, y, "start", names[i]);
    x += width;
  }
  return legend;
}

double plot_top(const SvgLegend& legend) {
  return kPlotTop + kLegendRow * static_cast<double>(legend.rows - 1);
}

}  // namespace linnet
