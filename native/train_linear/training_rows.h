// Shards as the sparse rows that logistic regression learns from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/linear_features.h"
#include "native/shards/shards.h"

namespace linnet::train_linear {

struct RowOptions {
  std::size_t min_rows = 2;      // a feature of fewer rows is left out
  double title_view_weight = 1;  // of a described row's title alone, against 1 of the whole row
  double idf_power = 1;          // of log((1 + rows) / (1 + rows with the feature)) + 1
};

struct Entry {
  std::uint32_t column = 0;
  float value = 0;
};

// One or two views of each shard row: title and description, and the title alone, because most
// data sets of a catalogue come without a description and a reader may give none.
struct TrainingRows {
  std::vector<std::uint32_t> keys;       // of each column, rising
  std::vector<std::uint32_t> rows_with;  // shard rows that have the column's feature
  // A column's values are those of LinearFeatures times its scale: inverse document frequency, over
  // a constant that makes the rows' mean squared length 1. It says how freely the regression may
  // use the column.
  std::vector<float> scales;
  std::vector<std::size_t> offsets{0};  // of each view's entries
  std::vector<Entry> entries;           // columns rise within a view
  std::vector<std::size_t> label_row;   // of each view, its row in `relevance` and `partial`
  std::vector<float> weights;           // of each view: how often it counts
  std::size_t labels_per_row = 0;
  std::vector<Relevance> relevance;
  std::vector<std::uint8_t> partial;
  std::vector<SoftLabel> soft;  // like `relevance`, or empty

  std::size_t views() const { return label_row.size(); }
  std::span<const Entry> view(std::size_t index) const {
    return std::span<const Entry>(entries).subspan(offsets[index],
                                                   offsets[index + 1] - offsets[index]);
  }
};

// All shards must have the same labels and tokenizer. Throws Error(kInvalidArgument) where they
// do not, or where no feature is frequent enough.
TrainingRows make_rows(std::span<const Shard> shards, const LinearFeatures& features,
                       const RowOptions& options);

}  // namespace linnet::train_linear
