// Fitting of what Decision needs, on rows that no model was trained on. Each function throws
// Error(kInvalidArgument) on shapes that differ or are empty and on scores out of their range.
#pragma once

#include <span>
#include <vector>

#include "core/decision.h"
#include "core/matrix.h"
#include "core/relevance.h"

namespace linnet {

// Platt scaling by logistic regression over all (row, label) pairs (fit_logistic). Returns the
// identity where the rows have only one class.
Calibration fit_calibration(ScoreMatrix logits, LabelMatrix truth);

inline constexpr double kMaxInstantWeight = 100;

// DecisionRule::instant_weight by logistic regression of all pairs on both tiers' logits: the
// quotient of their weights, in [0, kMaxInstantWeight]; 0 where the instant tier adds nothing, or
// the rows have only one class. All three have the same shape.
double fit_instant_weight(ScoreMatrix full, ScoreMatrix instant, LabelMatrix truth);

// The one threshold that maximises graded_f1() (core/graded_metrics.h) over all pairs; in [0, 1].
// It lies halfway between two scores that occur; the highest of equally good ones; 0.5 where no
// pair is clear.
float fit_global_threshold(ScoreMatrix probabilities, RelevanceMatrix relevance);

// One threshold a label, lower for rare labels: t * (q / geometric mean of all q)^frequency_power,
// at most 1, where q is the label's mean probability over the rows and t maximises graded_f1(). The
// best threshold for a label's F1 is half the F1 that it reaches (Lipton, Elkan and Naryanaswamy,
// 2014), and rare labels reach less; one threshold for all gives them hardly ever. A power of 0 is
// fit_global_threshold() for each. The power must be in [0, 1].
std::vector<float> fit_common_thresholds(ScoreMatrix probabilities, RelevanceMatrix relevance,
                                         double frequency_power);

// One threshold a label: the one that is best for the label's own graded_f1(), drawn towards its
// value in `common` by support / (support + shrinkage), in logit space, the support being the rows
// that it clearly fits; a label without support keeps that.
std::vector<float> fit_label_thresholds(ScoreMatrix probabilities, RelevanceMatrix relevance,
                                        std::span<const float> common, double shrinkage);

}  // namespace linnet
