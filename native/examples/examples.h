// Labelled data sets as JSON Lines: `{"id","title","description","labels":[names],"split"}`, and
// where there are any, `"also_fits":[names]`, `"uploader_labels":[names]`, and `"partial":true`
// where labels may be missing.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/label_set.h"
#include "core/relevance.h"

namespace linnet {

struct Example {
  std::string id = {};  // the URL, or any name that is unique in its file
  std::string title = {};
  std::string description = {};
  std::vector<std::string> labels = {};     // of Relevance::kClear
  std::vector<std::string> also_fits = {};  // of Relevance::kFits; none of them is in `labels`
  std::vector<std::string> uploader_labels =
      {};                  // chosen by the data set's own author, to be judged
  std::string split = {};  // "train", "valid", ...
  bool partial = false;
};

// One line of JSON without its end. Throws Error(kInvalidFormat) naming the field, or the label
// that is both clear and one that also fits.
Example parse_example(std::string_view json);
std::string to_json(const Example& example);  // one line, no end

// The relevance of each label of the set to the example. Throws Error(kNotFound) naming a label
// that is not in the set.
std::vector<Relevance> relevance_of(const Example& example, const LabelSet& labels);

// Calls `on_example` for each row of a split ("" takes all). Throws Error(kInvalidFormat) that
// names file and line.
void read_examples(const std::filesystem::path& path, std::string_view split,
                   const std::function<void(Example&&)>& on_example);

}  // namespace linnet
