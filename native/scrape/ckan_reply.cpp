#include "native/scrape/ckan_reply.h"

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/strict_json.h"
#include "native/fetch/json_reply.h"
#include "native/scrape/reply_field.h"

namespace linnet::scrape {
namespace {

// The first of the names that has something to say.
std::string first_text(const JsonField& object, std::initializer_list<std::string_view> names) {
  for (const std::string_view name : names) {
    if (std::string text = reply_text(object, name); !text.empty()) return text;
  }
  return {};
}

void add_names(const JsonField& item, std::string_view list, std::vector<std::string>& tags) {
  const auto entries = reply_field(item, list);
  if (!entries) return;
  for (std::size_t i = 0; i < entries->size(); ++i) {
    tags.push_back(first_text(entries->element(i), {"display_name", "title", "name"}));
  }
}

// CKAN's names are lower-case letters, digits, "-" and "_"; older portals let more through.
bool is_package_name(std::string_view name) {
  return !name.empty() && name.find_first_of("/?#% \t\r\n") == std::string_view::npos;
}

RecordFields fields_of(const JsonField& item, std::string_view portal) {
  item.require_object();
  std::string name = first_text(item, {"name", "id"});
  if (!is_package_name(name)) item.fail("has no name");
  RecordFields fields;
  fields.url = std::string(portal) + "/dataset/" + name;
  fields.title = reply_text(item, "title");
  fields.description = reply_text(item, "notes");
  add_names(item, "tags", fields.tags);
  add_names(item, "groups", fields.tags);
  fields.source = kCkanSource;
  fields.updated = reply_text(item, "metadata_modified");
  return fields;
}

[[noreturn]] void refuse(const JsonField& root) {
  const auto error = reply_field(root, "error");
  const std::string message =
      error && error->value().is_object() ? reply_text(*error, "message") : std::string();
  root.fail(message.empty() ? "the portal refuses" : "the portal says: " + message);
}

}  // namespace

CkanPage parse_ckan_page(std::string_view text, std::string_view what, std::string_view portal) {
  const auto document = fetch::parse_json_reply(text, what);
  const JsonField root(document, std::string(what) + ":");
  const JsonField success = root.at("success");
  if (!success.value().is_boolean()) success.fail("must be true or false");
  if (!success.value().get<bool>()) refuse(root);
  const JsonField result = root.at("result");
  const JsonField items = result.at("results");
  CkanPage page;
  page.total = result.at("count").natural();
  page.size = items.size();
  for (std::size_t i = 0; i < items.size(); ++i) {
    const JsonField item = items.element(i);
    try {
      page.records.push_back(fields_of(item, portal));
    } catch (const Error& error) {
      page.faults.push_back({"", kCkanSource, error.what()});
    }
  }
  return page;
}

}  // namespace linnet::scrape
