// Calibration and thresholds fitted on a split, with an estimate of what they are worth elsewhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/decision.h"
#include "core/graded_metrics.h"
#include "core/matrix.h"
#include "core/metrics.h"
#include "core/relevance.h"

namespace linnet::evaluate {

// What Decision gives for many rows.
struct Decided {
  std::vector<float> probabilities;       // rows x labels
  std::vector<std::uint8_t> predictions;  // rows x labels
};
Decided decide_rows(const Decision& decision, ScoreMatrix logits);
Metrics metrics_of(const Decided& decided, LabelMatrix truth);
GradedMetrics graded_metrics_of(const Decided& decided, RelevanceMatrix relevance);

// How thresholds follow the rows. Few rows carry most labels, so a label's own best threshold is
// drawn towards a common one, which may be lower for rare labels. None is below 0.1.
struct ThresholdChoice {
  double frequency_power = 0;       // as fit_common_thresholds() has it
  std::optional<double> shrinkage;  // as fit_label_thresholds() has it; absent: common ones alone

  bool operator==(const ThresholdChoice&) const = default;
};

struct ThresholdScore {
  ThresholdChoice choice;
  double f1 = 0;        // GradedMetrics::f1, cross-validated
  double macro_f1 = 0;  // GradedMetrics::macro_f1, likewise
  // What the choice is made by: frequent and rare tags count alike.
  double mean_f1() const { return (f1 + macro_f1) / 2; }
};

struct DecisionFit {
  // Fitted on all rows with the chosen thresholds; its operating points, and what its clear_group
  // promises, are of `held_out`. There is a clear_group where some label fits without being clear.
  DecisionRule rule;
  ThresholdChoice choice;                  // made by cross-validation
  std::vector<ThresholdScore> candidates;  // by rising freedom: one threshold for all labels first
  // Every row decided by a rule fitted without it, the choice of thresholds included (a
  // cross-validation within each fold): metrics of these are an honest estimate, while metrics of
  // `rule` on the same rows are too good.
  Decided held_out;
};

// Five folds, rows dealt to them by fixed shuffles. `logits`, `relevance` and, where given,
// `instant` have the same shape; probabilities are calibrated as those of a label to be accepted;
// with `instant`, the weight at which these logits of the instant tier are blended in is fitted as
// well. Throws Error(kInvalidArgument) on fewer than 10 rows.
DecisionFit fit_decision(ScoreMatrix logits, RelevanceMatrix relevance, std::size_t max_tags,
                         const std::optional<ScoreMatrix>& instant = std::nullopt);

// The DecisionRule::title_shift at which `rule` has the best GradedMetrics::f1 on `title_logits`,
// those of the rows' titles alone (the instant tier blended in), rows x labels; 0 where that is no
// better by 0.003. One number for all rows: what it promises on these same rows is little too good.
double fit_title_shift(const DecisionRule& rule, ScoreMatrix title_logits,
                       RelevanceMatrix relevance);

}  // namespace linnet::evaluate
