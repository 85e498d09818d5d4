// What all charts are made of: marked-up text, shapes, and series told apart without colour too.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace linnet {

// Any bytes as the text or attribute value of an XML or HTML document: well-formed UTF-8 (see
// clean_utf8) in which & < > " ' are written as references. The one place where that is done.
std::string escape_markup(std::string_view text);

enum class SvgUse {
  kFile,    // a document of its own, with colours for light and dark
  kInline,  // within an HTML page, whose text colour it takes
};

struct SvgSize {
  double width = 720, height = 400;  // user units
};

std::string svg_number(double value, const char* format);
std::string svg_open(SvgSize size, SvgUse use, const std::string& title);  // ended by "</svg>\n"
std::string svg_text(double x, double y, const char* anchor, const std::string& content,
                     const std::string& attributes = "");
std::string svg_line(double x1, double y1, double x2, double y2,
                     const std::string& attributes = "");
std::string svg_rectangle(double x, double y, double width, double height,
                          const std::string& attributes);

// The title at the top, the axes' names at the bottom and turned at the left.
std::string svg_titles(SvgSize size, const std::string& title, const std::string& x_label,
                       const std::string& y_label);

// Of the series with this index; both repeat after six.
const char* series_colour(std::size_t index);
std::string series_dash(std::size_t index);  // an attribute, or nothing for a whole line

// Names in rows, each row 18 units high, the first line of text at y = 36.
struct SvgLegend {
  std::string svg;
  std::size_t rows = 1;
};
enum class LegendMark { kLine, kBar };
SvgLegend svg_legend(const std::vector<std::string>& names, SvgSize size, LegendMark mark);

// The style of a bar of the series: filled, or only drawn around.
std::string bar_style(std::size_t index);

// The room that axes, titles and one row of the legend take around the plot.
inline constexpr double kPlotLeft = 70, kPlotRight = 20, kPlotTop = 48, kPlotBottom = 52;
double plot_top(const SvgLegend& legend);

}  // namespace linnet
