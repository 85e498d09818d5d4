// Tag lists as catalogues write them, and the names that they are known by.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/label_set.h"

namespace linnet::preprocess {

// "a, b,,a" gives {"a", "b"}: split at commas, trimmed, empty ones and repetitions dropped.
std::vector<std::string> split_tags(std::string_view list);

// The form under which spellings that differ in ASCII case only are one tag.
std::string tag_key(std::string_view tag);

// Old tag names and the names that replaced them, compared by tag_key().
class TagRenames {
 public:
  TagRenames() = default;
  // Reads `{"old": "new", ...}`. Throws Error(kInvalidFormat) naming the entry.
  static TagRenames parse(std::string_view json);
  std::string apply(const std::string& tag) const;

 private:
  std::unordered_map<std::string, std::string> by_key_;
};

// Counts in how many rows each tag stands.
class TagCounter {
 public:
  void add_row(const std::vector<std::string>& tags);
  std::size_t rows() const { return rows_; }
  std::size_t distinct() const { return spellings_.size(); }
  // Tags of at least `min_rows` rows, most frequent first (ties by name), each in its most frequent
  // spelling.
  std::vector<std::string> frequent(std::size_t min_rows) const;

 private:
  std::size_t rows_ = 0;
  std::unordered_map<std::string, std::map<std::string, std::size_t>> spellings_;
};

// Finds the label that a tag names, whatever its case.
class LabelMatcher {
 public:
  explicit LabelMatcher(const LabelSet& labels);
  // The labels among `tags`, in label order, each once.
  std::vector<std::string> match(const std::vector<std::string>& tags) const;

 private:
  const LabelSet& labels_;
  std::unordered_map<std::string, std::size_t> by_key_;
};

}  // namespace linnet::preprocess
