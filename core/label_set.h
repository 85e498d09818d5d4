// The tags a model can give, in the order of its outputs.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace linnet {

class LabelSet {
 public:
  // Names in index order. Throws Error(kInvalidFormat) on an empty or repeated name or an empty
  // set.
  explicit LabelSet(std::vector<std::string> names);

  // Reads `{"name": index, ...}`; the indices must be 0..n-1, each once.
  // Throws Error(kInvalidFormat) that names the offending entry.
  static LabelSet parse(std::string_view json);
  std::string to_json() const;  // the same shape, one label a line, in index order

  std::size_t size() const { return names_.size(); }
  const std::string& name(std::size_t index) const { return names_.at(index); }
  const std::vector<std::string>& names() const { return names_; }
  std::optional<std::size_t> index(std::string_view name) const;  // exact match

 private:
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::size_t> index_;
};

}  // namespace linnet
