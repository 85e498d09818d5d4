#include "native/scrape/reply_field.h"

#include <nlohmann/json.hpp>

#include "core/ascii.h"

namespace linnet::scrape {
namespace {

std::string string_of(const JsonField& field) {
  if (!field.value().is_string()) {
    field.fail(std::string("must be a string, not ") + field.value().type_name());
  }
  return field.value().get<std::string>();
}

}  // namespace

std::optional<JsonField> reply_field(const JsonField& object, std::string_view name) {
  auto field = object.find(name);
  if (field && !field->value().is_null()) return field;
  field = object.find(std::string(name) + "Nullable");
  if (field && !field->value().is_null()) return field;
  return std::nullopt;
}

std::string reply_text(const JsonField& object, std::string_view name) {
  const auto field = reply_field(object, name);
  return field ? string_of(*field) : std::string();
}

std::vector<std::string> reply_texts(const JsonField& object, std::string_view name) {
  const auto field = reply_field(object, name);
  if (!field) return {};
  if (field->value().is_string()) return {string_of(*field)};
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < field->size(); ++i) texts.push_back(string_of(field->element(i)));
  return texts;
}

std::string last_tag_segment(std::string_view path) {
  return std::string(trimmed(path.substr(path.rfind('>') + 1), " "));
}

}  // namespace linnet::scrape
