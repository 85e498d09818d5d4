// From a table of data sets to labelled examples, one counted step after another.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "core/label_set.h"
#include "native/examples/examples.h"
#include "native/preprocess/splits.h"
#include "native/preprocess/tags.h"
#include "native/preprocess/url_list.h"

namespace linnet::preprocess {

// Rows of "train" that are set aside as a split of their own, drawn by the hash of their title, so
// that the same rows are drawn from any table that holds them.
struct HoldOut {
  std::string split;
  double share = 0;                 // in [0, 1]
  std::string column;               // which holds
  std::vector<std::string> values;  // one of these
};

struct Options {
  std::filesystem::path input;  // CSV with title, url, description and tags; plain or compressed
  std::string tags_column = "categories";
  std::string also_fits_column = "also_fits";  // of tags that fit less clearly, where there is one
  std::string uploader_column;                 // of the tags that are to be judged; may be empty
  bool keep_untagged = false;      // rows without tags or labels are examples without labels
  std::optional<LabelSet> labels;  // keep these labels; otherwise the frequent tags
  double min_share = 0.005;        // of the rows, for a tag to be kept without `labels`
  TagRenames renames;              // applied before anything is counted
  SplitShares shares;              // used where split_column is empty
  std::string split_column;        // holds the split of each row
  std::string partial_column;      // where it holds one of partial_values,
  std::vector<std::string> partial_values;  // missing labels mean nothing
  std::filesystem::path url_list;           // CSV with url: what was to be collected; may be empty
  std::optional<HoldOut> hold_out;          // needs split_column
  double similarity = 0.7;                  // from which two descriptions are near-duplicates
};

struct Step {
  std::string name;
  std::size_t rows = 0;  // left after the step
};

struct Result {
  std::vector<Example> examples;  // in the order of the input
  LabelSet labels;
  std::vector<Step> steps;                // the first is the rows read
  std::size_t bad_rows = 0;               // not CSV, or without a split; told to on_bad_row
  std::size_t distinct_tags = 0;          // 0 where a label set was given
  std::size_t duplicate_groups = 0;       // groups of two rows or more
  std::size_t largest_group = 0;          // rows; 1 where nothing is near anything
  std::optional<UrlListCounts> url_list;  // where one was given
};

// Reads the input twice where tags must be counted first, once otherwise. Memory holds the rows
// that are kept and eight bytes for each distinct URL. Throws Error(kInvalidFormat) where no row or
// no label is left.
Result preprocess(const Options& options,
                  const std::function<void(const std::string& message)>& on_bad_row);

}  // namespace linnet::preprocess
