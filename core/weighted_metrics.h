// Metrics of rows that count more than once or not at all, as in a bootstrap's resamples.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/matrix.h"
#include "core/metrics.h"

namespace linnet {

// All that does not depend on the weights is counted and sorted once, by the constructor; compute()
// is then linear in the pairs. Rows of weight w count as w copies of them would.
class WeightedMetrics {
 public:
  // Throws as compute_metrics() does. The matrices are not needed afterwards.
  WeightedMetrics(ScoreMatrix probabilities, LabelMatrix predictions, LabelMatrix truth);

  std::size_t rows() const { return rows_.size(); }

  // One weight a row; Metrics::rows is their sum. Throws Error(kInvalidArgument) where the count of
  // weights is not rows() or all are 0.
  Metrics compute(std::span<const std::uint32_t> weights) const;

 private:
  static constexpr std::size_t kTop = 5;

  struct Row {
    std::size_t predicted = 0, support = 0, hits = 0;
    double average_precision = 1;                      // of its labels' ranking; 1 without labels
    std::size_t coverage = 0;                          // ranks down to the last true label
    std::array<std::size_t, kTop> hits_in_top = {};    // [k - 1]: true labels among the first k
    std::array<double, kCalibrationBins> excess = {};  // a bin's probabilities minus its truths
  };
  struct Mark {  // a label that is given to a row, true of it, or both
    std::uint32_t row = 0;
    std::uint32_t label = 0;
    bool given = false, right = false;
  };
  struct Pair {
    float score = 0;
    std::uint32_t row = 0;
    std::uint32_t label = 0;
    bool right = false;
  };

  static Row rank_row(std::span<const float> scores, std::span<const std::uint8_t> truth);
  void measure_rows(std::span<const std::uint32_t> weights, Metrics& metrics) const;
  void measure_labels(std::span<const std::uint32_t> weights, Metrics& metrics) const;
  void measure_rankings(std::span<const std::uint32_t> weights, Metrics& metrics) const;

  std::size_t labels_ = 0;
  std::vector<Row> rows_;
  std::vector<Mark> marks_;
  std::vector<Pair> pairs_;  // highest score first
};

}  // namespace linnet
