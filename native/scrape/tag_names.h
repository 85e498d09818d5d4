// The names that a label set has for the tags of catalogues.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/label_set.h"
#include "native/preprocess/tags.h"

namespace linnet::scrape {

class TagNames {
 public:
  TagNames(preprocess::TagRenames renames, LabelSet labels);
  // tag_renames.json of this folder, and the labels of the shipped model (model/labels.json), as
  // they were when the program was built.
  static TagNames shipped();

  // The tags under their names, each once, in their order: of a path such as "subject > earth and
  // nature" the last part counts; then renames apply; then what names a label, whatever its case,
  // is spelt as that label. Tags outside of the label set stay, for `preprocess` to decide. Commas
  // become spaces: in a table they part tags.
  std::vector<std::string> apply(const std::vector<std::string>& tags) const;

 private:
  preprocess::TagRenames renames_;
  std::shared_ptr<const LabelSet> labels_;  // where it is stays, as `matcher_` refers to it
  preprocess::LabelMatcher matcher_;
};

// The two files as they were built in: to be given one without the other.
preprocess::TagRenames shipped_renames();
LabelSet shipped_labels();

}  // namespace linnet::scrape
