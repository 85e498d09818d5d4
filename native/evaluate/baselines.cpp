#include "native/evaluate/baselines.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <vector>

namespace linnet::evaluate {

Metrics nothing_baseline(LabelMatrix truth) {
  const std::vector<float> scores(truth.values.size(), 0);
  const std::vector<std::uint8_t> predictions(truth.values.size(), 0);
  return compute_metrics({scores, truth.rows, truth.columns},
                         {predictions, truth.rows, truth.columns}, truth);
}

Metrics frequent_baseline(LabelMatrix truth, std::span<const std::size_t> train_counts,
                          std::size_t train_rows, std::size_t count) {
  std::vector<std::size_t> order(truth.columns);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return train_counts[a] > train_counts[b]; });
  order.resize(std::min(count, order.size()));
  std::vector<float> scores(truth.values.size());
  std::vector<std::uint8_t> predictions(truth.values.size(), 0);
  for (std::size_t row = 0; row < truth.rows; ++row) {
    for (std::size_t label = 0; label < truth.columns; ++label) {
      scores[row * truth.columns + label] =
          static_cast<float>(train_counts[label]) / static_cast<float>(train_rows);
    }
    for (const std::size_t label : order) predictions[row * truth.columns + label] = 1;
  }
  return compute_metrics({scores, truth.rows, truth.columns},
                         {predictions, truth.rows, truth.columns}, truth);
}

}  // namespace linnet::evaluate
