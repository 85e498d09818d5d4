#include "native/evaluate/html.h"

#include "native/chart/svg.h"

namespace linnet::evaluate {

Html Html::text(std::string_view any_bytes) { return markup(escape_markup(any_bytes)); }

Html Html::markup(std::string trusted) {
  Html html;
  html.markup_ = std::move(trusted);
  return html;
}

Html& Html::operator+=(const Html& more) {
  markup_ += more.markup_;
  return *this;
}

Html element(const std::string& tag, const HtmlAttributes& attributes, const Html& content) {
  std::string open = "<" + tag;
  for (const auto& [name, value] : attributes) {
    open += " " + name + "=\"" + escape_markup(value) + "\"";
  }
  return Html::markup(open + ">" + content.string() + "</" + tag + ">");
}

Html element(const std::string& tag, const Html& content) { return element(tag, {}, content); }

Html element(const std::string& tag, std::string_view text) {
  return element(tag, {}, Html::text(text));
}

Html to_html(const HtmlTable& table) {
  Html head;
  if (!table.groups.empty()) {
    Html groups = element("td", Html());
    for (const HtmlTable::Group& group : table.groups) {
      groups += element("th", {{"scope", "colgroup"}, {"colspan", std::to_string(group.columns)}},
                        Html::text(group.heading));
    }
    head += element("tr", groups);
  }
  Html columns;
  for (const std::string& column : table.columns) {
    columns += element("th", {{"scope", "col"}}, Html::text(column));
  }
  head += element("tr", columns);

  Html body;
  for (const HtmlTable::Row& row : table.rows) {
    Html cells = element("th", {{"scope", "row"}}, Html::text(row.heading));
    for (const Html& cell : row.cells) cells += element("td", cell);
    body += element("tr", cells) + Html::markup("\n");
  }
  const Html content = element("caption", table.caption) + Html::markup("\n") +
                       element("thead", head) + Html::markup("\n") + element("tbody", body);
  return element("div",
                 {{"class", "scroll"},
                  {"role", "region"},
                  {"aria-label", table.caption},
                  {"tabindex", "0"}},
                 element("table", content)) +
         Html::markup("\n");
}

Html figure(const std::string& svg, std::string_view caption) {
  return element("figure", Html::markup(svg) + element("figcaption", caption)) + Html::markup("\n");
}

}  // namespace linnet::evaluate
