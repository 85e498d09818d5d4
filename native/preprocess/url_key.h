// When two URLs are those of one data set.
#pragma once

#include <cstddef>
#include <string_view>
#include <unordered_set>

namespace linnet::preprocess {

// The part of a URL that tells pages apart: no scheme, "www.", fragment or closing slash.
std::string_view url_key(std::string_view url);

// URLs seen so far, eight bytes for each; two of one hash count as one.
class SeenUrls {
 public:
  // False where the same page was there before.
  bool insert(std::string_view url) { return hashes_.insert(hash(url)).second; }
  bool contains(std::string_view url) const { return hashes_.contains(hash(url)); }
  std::size_t size() const { return hashes_.size(); }
  void clear() { hashes_.clear(); }

 private:
  static std::size_t hash(std::string_view url) {
    return std::hash<std::string_view>{}(url_key(url));
  }

  std::unordered_set<std::size_t> hashes_;
};

}  // namespace linnet::preprocess
