#include "native/preprocess/tags.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "core/ascii.h"
#include "core/error.h"

namespace linnet::preprocess {

std::vector<std::string> split_tags(std::string_view list) {
  std::vector<std::string> tags;
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    const std::string_view tag = trimmed(list.substr(0, comma));
    if (!tag.empty() && std::find(tags.begin(), tags.end(), tag) == tags.end()) {
      tags.emplace_back(tag);
    }
    if (comma == std::string_view::npos) break;
    list.remove_prefix(comma + 1);
  }
  return tags;
}

std::string tag_key(std::string_view tag) { return ascii_lower(tag); }

TagRenames TagRenames::parse(std::string_view json) {
  TagRenames renames;
  nlohmann::json object;
  try {
    object = nlohmann::json::parse(json);
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::kInvalidFormat, std::string("renames: not JSON: ") + error.what());
  }
  if (!object.is_object()) {
    throw Error(ErrorCode::kInvalidFormat, "renames: {\"old name\": \"new name\"} is expected");
  }
  for (const auto& [old_name, new_name] : object.items()) {
    if (!new_name.is_string() || new_name.get<std::string>().empty()) {
      throw Error(ErrorCode::kInvalidFormat, "renames: \"" + old_name + "\" has no new name");
    }
    renames.by_key_[tag_key(old_name)] = new_name.get<std::string>();
  }
  return renames;
}

std::string TagRenames::apply(const std::string& tag) const {
  if (by_key_.empty()) return tag;
  const auto found = by_key_.find(tag_key(tag));
  return found == by_key_.end() ? tag : found->second;
}

void TagCounter::add_row(const std::vector<std::string>& tags) {
  ++rows_;
  std::set<std::string> counted;
  for (const std::string& tag : tags) {
    std::string key = tag_key(tag);
    if (counted.insert(key).second) ++spellings_[std::move(key)][tag];
  }
}

std::vector<std::string> TagCounter::frequent(std::size_t min_rows) const {
  std::vector<std::pair<std::size_t, std::string>> kept;
  for (const auto& [key, spellings] : spellings_) {
    std::size_t total = 0;
    const std::pair<const std::string, std::size_t>* best = nullptr;
    for (const auto& spelling : spellings) {
      total += spelling.second;
      if (best == nullptr || spelling.second > best->second) best = &spelling;
    }
    if (best != nullptr && total >= min_rows) kept.emplace_back(total, best->first);
  }
  std::sort(kept.begin(), kept.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  std::vector<std::string> names;
  names.reserve(kept.size());
  for (auto& [count, name] : kept) names.push_back(std::move(name));
  return names;
}

LabelMatcher::LabelMatcher(const LabelSet& labels) : labels_(labels) {
  for (std::size_t i = 0; i < labels.size(); ++i) by_key_.emplace(tag_key(labels.name(i)), i);
}

std::vector<std::string> LabelMatcher::match(const std::vector<std::string>& tags) const {
  std::set<std::size_t> indices;
  for (const std::string& tag : tags) {
    const auto found = by_key_.find(tag_key(tag));
    if (found != by_key_.end()) indices.insert(found->second);
  }
  std::vector<std::string> names;
  names.reserve(indices.size());
  for (const std::size_t index : indices) names.push_back(labels_.name(index));
  return names;
}

}  // namespace linnet::preprocess
