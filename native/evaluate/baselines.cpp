#include "native/evaluate/baselines.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace linnet::evaluate {

Decided nothing_answers(std::size_t rows, std::size_t labels) {
  Decided decided;
  decided.probabilities.resize(rows * labels, 0);
  decided.predictions.resize(rows * labels, 0);
  return decided;
}

Metrics nothing_baseline(LabelMatrix truth) {
  return metrics_of(nothing_answers(truth.rows, truth.columns), truth);
}

Decided frequent_answers(std::size_t rows, std::span<const std::size_t> train_counts,
                         std::size_t train_rows, std::size_t count) {
  const std::size_t labels = train_counts.size();
  std::vector<std::size_t> order(labels);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return train_counts[a] > train_counts[b]; });
  order.resize(std::min(count, order.size()));
  Decided decided = nothing_answers(rows, labels);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t label = 0; label < labels; ++label) {
      decided.probabilities[row * labels + label] =
          static_cast<float>(train_counts[label]) / static_cast<float>(train_rows);
    }
    for (const std::size_t label : order) decided.predictions[row * labels + label] = 1;
  }
  return decided;
}

Decided uploader_answers(std::span<const std::uint8_t> tags) {
  Decided decided;
  decided.predictions.assign(tags.begin(), tags.end());
  decided.probabilities.assign(tags.begin(), tags.end());
  return decided;
}

Metrics frequent_baseline(LabelMatrix truth, std::span<const std::size_t> train_counts,
                          std::size_t train_rows, std::size_t count) {
  return metrics_of(frequent_answers(truth.rows, train_counts, train_rows, count), truth);
}

}  // namespace linnet::evaluate
