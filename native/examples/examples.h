// Labelled data sets as JSON Lines: `{"id","title","description","labels":[names],"split"}`, and
// where there are any, `"also_fits":[names]`, `"uploader_labels":[names]`, and `"partial":true`
// where labels may be missing. `"probabilities":{name:p}` are a teacher's answers: soft labels of
// what is not named otherwise; of a label without one nothing is known in such a row.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/label_set.h"
#include "core/relevance.h"
#include "native/shards/targets.h"

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
  std::vector<std::pair<std::string, double>> probabilities = {};  // in [0, 1]
};

// One line of JSON without its end. Throws Error(kInvalidFormat) naming the field, or the label
// that is both clear and one that also fits.
Example parse_example(std::string_view json);
std::string to_json(const Example& example);  // one line, no end

// The relevance of each label of the set to the example. Throws Error(kNotFound) naming a label
// that is not in the set.
std::vector<Relevance> relevance_of(const Example& example, const LabelSet& labels);

// The soft labels of an example that has any; of its other labels, kNoSoftLabel. Throws alike.
std::vector<SoftLabel> soft_labels_of(const Example& example, const LabelSet& labels);

// Calls `on_example` for each row of a split ("" takes all). Throws Error(kInvalidFormat) that
// names file and line.
void read_examples(const std::filesystem::path& path, std::string_view split,
                   const std::function<void(Example&&)>& on_example);

}  // namespace linnet
