// Parsing and typed access over nlohmann::json, whose own exceptions never pass.
#include "core/strict_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <vector>

#include "core/error.h"

namespace linnet {
namespace {

using nlohmann::json;

std::string member_path(const std::string& path, std::string_view name) {
  // The first member follows "file: ", later ones a dot.
  return path + (path.ends_with(':') ? " " : ".") + std::string(name);
}

}  // namespace

json parse_json(std::string_view text, std::string_view what) {
  std::vector<std::set<std::string>> names;  // of the objects that are open
  const auto refuse_repeated = [&](int, json::parse_event_t event, json& value) {
    if (event == json::parse_event_t::object_start) {
      names.emplace_back();
    } else if (event == json::parse_event_t::object_end) {
      names.pop_back();
    } else if (event == json::parse_event_t::key) {
      const auto& name = value.get_ref<const std::string&>();
      if (!names.back().insert(name).second) {
        throw Error(ErrorCode::kInvalidFormat,
                    std::string(what) + ": the name \"" + name + "\" appears twice in an object");
      }
    }
    return true;
  };
  try {
    return json::parse(text, refuse_repeated);
  } catch (const json::exception& error) {
    throw Error(ErrorCode::kInvalidFormat,
                std::string(what) + ": not well-formed JSON: " + error.what());
  }
}

void JsonField::fail(const std::string& what) const {
  throw Error(ErrorCode::kInvalidFormat, path_ + (path_.ends_with(':') ? " " : ": ") + what);
}

void JsonField::require_object() const {
  if (!value_->is_object()) fail(std::string("must be an object, not ") + value_->type_name());
}

void JsonField::require_array() const {
  if (!value_->is_array()) fail(std::string("must be an array, not ") + value_->type_name());
}

std::optional<JsonField> JsonField::find(std::string_view name) const {
  require_object();
  const auto member = value_->find(name);
  if (member == value_->end()) return std::nullopt;
  return JsonField(*member, member_path(path_, name));
}

JsonField JsonField::at(std::string_view name) const {
  if (auto member = find(name)) return *member;
  throw Error(ErrorCode::kInvalidFormat, member_path(path_, name) + ": is missing");
}

std::size_t JsonField::size() const {
  require_array();
  return value_->size();
}

JsonField JsonField::element(std::size_t index) const {
  require_array();
  return {value_->at(index), path_ + "[" + std::to_string(index) + "]"};
}

void JsonField::allow_only(std::initializer_list<std::string_view> names) const {
  require_object();
  for (const auto& [name, member] : value_->items()) {
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      JsonField(member, member_path(path_, name)).fail("is not a known field");
    }
  }
}

std::string JsonField::text() const {
  if (!value_->is_string()) fail(std::string("must be a string, not ") + value_->type_name());
  auto text = value_->get<std::string>();
  if (text.empty()) fail("must not be empty");
  return text;
}

double JsonField::number() const {
  if (!value_->is_number()) fail(std::string("must be a number, not ") + value_->type_name());
  return value_->get<double>();
}

bool JsonField::boolean() const {
  if (!value_->is_boolean()) fail(std::string("must be true or false, not ") + value_->type_name());
  return value_->get<bool>();
}

std::uint64_t JsonField::natural() const {
  if (!value_->is_number_unsigned()) fail("must be a whole number of 0 or more");
  return value_->get<std::uint64_t>();
}

}  // namespace linnet
