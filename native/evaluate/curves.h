// The curves of a report: precision against recall, and how often probabilities come true.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "core/matrix.h"
#include "core/metrics.h"
#include "core/relevance.h"

namespace linnet::evaluate {

// (share of the clear labels that is given, share of the given ones that is accepted) over all
// (row, label) pairs: (recall, precision) where every label that fits is clear; a point for each
// distinct score, from the highest down; thinned to steps of at least 1/500 in one of both, the
// last point kept. Empty where no pair is positive.
std::vector<std::pair<double, double>> precision_recall_curve(ScoreMatrix probabilities,
                                                              RelevanceMatrix relevance);

struct ReliabilityBin {
  std::size_t pairs = 0;
  double mean_probability = 0;  // 0 without pairs, as is the share
  double share_true = 0;
};

// kCalibrationBins bins of equal width over all (row, label) pairs (DeGroot and Fienberg, 1983):
// those over which Metrics::calibration_error is the mean gap.
std::vector<ReliabilityBin> reliability_bins(ScoreMatrix probabilities, LabelMatrix truth);

}  // namespace linnet::evaluate
