// Calibration and thresholds fitted on a split, with an estimate of what they are worth elsewhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "core/decision.h"
#include "core/matrix.h"
#include "core/metrics.h"

namespace linnet::evaluate {

// What Decision gives for many rows.
struct Decided {
  std::vector<float> probabilities;       // rows x labels
  std::vector<std::uint8_t> predictions;  // rows x labels
};
Decided decide_rows(const DecisionRule& rule, ScoreMatrix logits);
Metrics metrics_of(const Decided& decided, LabelMatrix truth);

// Few rows carry most labels, so each label's own best threshold is drawn towards the one that is
// best for all (fit_label_thresholds). How strongly is chosen by cross-validation; a rule with more
// freedom has to be clearly better.
struct ShrinkageScore {
  std::optional<double> shrinkage;  // absent: one threshold for all labels
  double micro_f1 = 0;              // cross-validated
};

struct DecisionFit {
  DecisionRule rule;                       // fitted on all rows with the chosen shrinkage
  std::optional<double> shrinkage;         // the chosen one; absent: one threshold for all labels
  std::vector<ShrinkageScore> candidates;  // "global only" first, then from strong to weak
  // Every row decided by a rule fitted without it, the choice of the shrinkage included (a
  // cross-validation within each fold): metrics of these are an honest estimate, while metrics of
  // `rule` on the same rows are too good.
  Decided held_out;
};

// Five folds, rows dealt to them by fixed shuffles. `logits`, `truth` and, where given, `instant`
// have the same shape; with `instant`, the weight at which these logits of the instant tier are
// blended in is fitted as well.
// Throws Error(kInvalidArgument) on fewer than 10 rows.
DecisionFit fit_decision(ScoreMatrix logits, LabelMatrix truth, std::size_t max_tags,
                         const std::optional<ScoreMatrix>& instant = std::nullopt);

}  // namespace linnet::evaluate
