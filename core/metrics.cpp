// Metrics of a split as it is, and predictions by threshold.
#include "core/metrics.h"

#include <algorithm>
#include <string>

#include "core/error.h"
#include "core/weighted_metrics.h"

namespace linnet {

std::size_t calibration_bin(float probability) {
  const auto place = static_cast<std::size_t>(static_cast<double>(probability) * kCalibrationBins);
  return std::min(place, kCalibrationBins - 1);
}

Metrics compute_metrics(ScoreMatrix probabilities, LabelMatrix predictions, LabelMatrix truth) {
  const WeightedMetrics metrics(probabilities, predictions, truth);
  return metrics.compute(std::vector<std::uint32_t>(metrics.rows(), 1));
}

std::vector<std::uint8_t> apply_thresholds(ScoreMatrix scores, std::span<const float> thresholds) {
  if (thresholds.size() != 1 && thresholds.size() != scores.columns) {
    throw Error(ErrorCode::kInvalidArgument, "thresholds: " + std::to_string(thresholds.size()) +
                                                 " for " + std::to_string(scores.columns) +
                                                 " labels; one, or one a label, is needed");
  }
  std::vector<std::uint8_t> predictions(scores.values.size());
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    const float threshold = thresholds[thresholds.size() == 1 ? 0 : i % scores.columns];
    predictions[i] = scores.values[i] >= threshold ? 1 : 0;
  }
  return predictions;
}

}  // namespace linnet
