#include "native/scrape/tag_names.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "native/scrape/shipped_tags.h"

namespace linnet::scrape {

TagNames::TagNames(preprocess::TagRenames renames, LabelSet labels)
    : renames_(std::move(renames)),
      labels_(std::make_shared<const LabelSet>(std::move(labels))),
      matcher_(*labels_) {}

preprocess::TagRenames shipped_renames() { return preprocess::TagRenames::parse(kShippedRenames); }

LabelSet shipped_labels() { return LabelSet::parse(kShippedLabels); }

TagNames TagNames::shipped() { return {shipped_renames(), shipped_labels()}; }

std::vector<std::string> TagNames::apply(const std::vector<std::string>& tags) const {
  std::vector<std::string> names;
  std::unordered_set<std::string> seen;
  for (const std::string& tag : tags) {
    std::string last = tag.substr(tag.rfind('>') + 1);
    std::replace(last.begin(), last.end(), ',', ' ');
    // Also trims, and leaves nothing of a blank one.
    for (std::string& name : preprocess::split_tags(last)) {
      name = renames_.apply(name);
      if (auto matched = matcher_.match({name}); !matched.empty())
        name = std::move(matched.front());
      if (seen.insert(preprocess::tag_key(name)).second) names.push_back(std::move(name));
    }
  }
  return names;
}

}  // namespace linnet::scrape
