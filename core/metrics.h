// Multi-label metrics, equal to scikit-learn's definitions where it has them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/matrix.h"

namespace linnet {

inline constexpr std::size_t kCalibrationBins = 15;  // of equal width, over [0, 1]

struct PrecisionRecallF1 {
  double precision = 0;  // 0 where nothing was predicted (scikit-learn's zero_division=0)
  double recall = 0;     // 0 where nothing was there to be found
  double f1 = 0;         // 0 where both are 0
};

struct LabelMetrics {
  std::size_t support = 0;    // rows that carry the label
  std::size_t predicted = 0;  // rows to which it was given
  std::size_t true_positives = 0;
  PrecisionRecallF1 scores;
  std::optional<double> average_precision;  // absent where support is 0
};

struct Metrics {
  std::size_t rows = 0;
  std::size_t labels = 0;
  PrecisionRecallF1 micro;
  PrecisionRecallF1 macro;   // mean over all labels, undefined ones counted as 0
  PrecisionRecallF1 sample;  // mean over rows; a row with nothing true and nothing given scores 0
  double lrap = 0;           // label ranking average precision; a row without labels counts 1
  double map_micro = 0;      // average precision over all (row, label) pairs
  double map_macro = 0;      // mean of the labels' average precision, over labels with support
  double subset_accuracy = 0;
  double hamming_accuracy = 0;   // never shown alone: giving no tags at all scores about 0.97
  double coverage_error = 0;     // scikit-learn's coverage_error: mean rank depth to cover all
  double calibration_error = 0;  // expected calibration error over all pairs, kCalibrationBins bins
  double precision_at_1 = 0, precision_at_3 = 0, precision_at_5 = 0;  // hits in the top k / k
  double recall_at_1 = 0, recall_at_3 = 0, recall_at_5 = 0;           // over rows that have labels
  double tags_per_row = 0;
  double rows_without_tags = 0;  // share of rows to which no tag was given
  std::vector<LabelMetrics> per_label;
};

// `probabilities`, `predictions` and `truth` have the same shape; predictions are what the decision
// gave. Throws Error(kInvalidArgument) on shapes that differ, an empty matrix, NaN or a probability
// outside [0, 1]. Ties in ranking are treated as scikit-learn treats them.
Metrics compute_metrics(ScoreMatrix probabilities, LabelMatrix predictions, LabelMatrix truth);

// The bin of a probability in [0, 1]: an index below kCalibrationBins.
std::size_t calibration_bin(float probability);

// Predictions `score >= threshold[label]`; one threshold for all where the span has one element.
std::vector<std::uint8_t> apply_thresholds(ScoreMatrix scores, std::span<const float> thresholds);

}  // namespace linnet
