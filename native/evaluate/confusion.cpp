#include "native/evaluate/confusion.h"

#include <algorithm>

namespace linnet::evaluate {

std::vector<ConfusedPair> confused_pairs(LabelMatrix predictions, RelevanceMatrix relevance,
                                         std::size_t count) {
  const std::size_t labels = relevance.columns;
  std::vector<std::size_t> together(labels * labels);  // [missed][given]
  std::vector<std::size_t> missed_rows(labels);
  std::vector<std::size_t> missed, wrong;
  for (std::size_t row = 0; row < relevance.rows; ++row) {
    const auto given = predictions.row(row);
    const auto actual = relevance.row(row);
    missed.clear();
    wrong.clear();
    for (std::size_t label = 0; label < labels; ++label) {
      const bool is_given = given[label] != 0;
      if (!is_given && actual[label] == Relevance::kClear) missed.push_back(label);
      if (is_given && !is_accepted(actual[label])) wrong.push_back(label);
    }
    for (const std::size_t label : missed) {
      ++missed_rows[label];
      for (const std::size_t other : wrong) ++together[label * labels + other];
    }
  }
  std::vector<ConfusedPair> pairs;
  for (std::size_t label = 0; label < labels; ++label) {
    for (std::size_t other = 0; other < labels; ++other) {
      const std::size_t rows = together[label * labels + other];
      if (rows > 0) pairs.push_back({label, other, rows, missed_rows[label]});
    }
  }
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const ConfusedPair& a, const ConfusedPair& b) { return a.rows > b.rows; });
  pairs.resize(std::min(count, pairs.size()));
  return pairs;
}

}  // namespace linnet::evaluate
