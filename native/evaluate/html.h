// HTML made of values: text cannot get into a page but escaped, because only this type can.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace linnet::evaluate {

class Html {
 public:
  Html() = default;
  static Html text(std::string_view any_bytes);  // escaped by escape_markup()
  // What is markup already: SVG of native/chart, a style sheet. Never text of others.
  static Html markup(std::string trusted);

  Html& operator+=(const Html& more);
  friend Html operator+(Html a, const Html& b) { return a += b; }
  const std::string& string() const { return markup_; }

 private:
  std::string markup_;
};

using HtmlAttributes = std::vector<std::pair<std::string, std::string>>;  // values are escaped

// <tag attributes>content</tag>
Html element(const std::string& tag, const HtmlAttributes& attributes, const Html& content);
Html element(const std::string& tag, const Html& content);
Html element(const std::string& tag, std::string_view text);

struct HtmlTable {
  struct Group {  // a heading over several columns
    std::string heading;
    std::size_t columns = 1;
  };
  struct Row {
    std::string heading;
    std::vector<Html> cells;
  };
  std::string caption;
  std::vector<Group> groups;         // over all columns but the first; may be empty
  std::vector<std::string> columns;  // the first is that of the rows' headings
  std::vector<Row> rows;
};

// In a container of its own that scrolls where the page is narrow.
Html to_html(const HtmlTable& table);

// A picture with its caption; `svg` is markup of native/chart.
Html figure(const std::string& svg, std::string_view caption);

}  // namespace linnet::evaluate
