// Label names and their indices, and the JSON that stores them.
#include "core/label_set.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "core/error.h"
#include "core/strict_json.h"
#include "core/utf8.h"

namespace linnet {

LabelSet::LabelSet(std::vector<std::string> names) : names_(std::move(names)) {
  if (names_.empty()) throw Error(ErrorCode::kInvalidFormat, "label set: it has no label");
  index_.reserve(names_.size());
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (names_[i].empty()) {
      throw Error(ErrorCode::kInvalidFormat,
                  "label set: the label of index " + std::to_string(i) + " has an empty name");
    }
    if (!is_valid_utf8(names_[i])) {
      throw Error(ErrorCode::kInvalidFormat, "label set: the label of index " + std::to_string(i) +
                                                 " has a name that is not UTF-8");
    }
    if (!index_.emplace(names_[i], i).second) {
      throw Error(ErrorCode::kInvalidFormat, "label set: \"" + names_[i] + "\" appears twice");
    }
  }
}

LabelSet LabelSet::parse(std::string_view json) {
  const auto document = parse_json(json, "label set");
  const JsonField root(document, "label set:");
  root.require_object();
  if (document.empty()) root.fail("it has no label");

  const std::size_t count = document.size();
  std::vector<std::string> names(count);
  for (const auto& [name, value] : document.items()) {
    if (name.empty()) root.fail("a label has an empty name");
    const JsonField entry(value, "label set: \"" + name + "\"");
    const std::uint64_t index = entry.natural();
    if (index >= count) {
      entry.fail("index " + std::to_string(index) + " is out of range: " + std::to_string(count) +
                 " labels have the indices 0 to " + std::to_string(count - 1));
    }
    std::string& slot = names[static_cast<std::size_t>(index)];
    if (!slot.empty()) {
      entry.fail("index " + std::to_string(index) + " is also that of \"" + slot + "\"");
    }
    slot = name;
  }
  return LabelSet(std::move(names));
}

std::string LabelSet::to_json() const {
  auto document = nlohmann::ordered_json::object();
  for (std::size_t i = 0; i < names_.size(); ++i) document[names_[i]] = i;
  return document.dump(2) + "\n";
}

std::optional<std::size_t> LabelSet::index(std::string_view name) const {
  const auto found = index_.find(std::string(name));
  if (found == index_.end()) return std::nullopt;
  return found->second;
}

}  // namespace linnet
