// One model judged on one split: its logits, the rule that decides, what that gives and its worth.
#pragma once

#include <cstddef>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/graded_metrics.h"
#include "core/label_set.h"
#include "core/matrix.h"
#include "core/metrics.h"
#include "native/evaluate/decision_fit.h"
#include "native/evaluate/model_source.h"
#include "native/evaluate/rows.h"

namespace linnet::evaluate {

struct DecisionRequest {
  bool fit = false;            // on these rows; each judged by a rule fitted on the others
  std::filesystem::path file;  // else this decision.json, where given; else the bundle's
  std::size_t max_tags = DecisionRule{}.max_tags;  // of a rule that is fitted or made up
};

struct Evaluation {
  std::string path;
  std::string kind;  // "bundle, full tier", "checkpoint", ...
  LabelSet labels;
  EvaluationRows rows;
  std::vector<float> logits = {};  // rows x labels
  // One a row: it reads like no data set's, so that no tag is given. Empty without a detector.
  std::vector<bool> refused = {};
  std::size_t truncated = 0;  // rows that were too long to be read whole
  DecisionRule rule = {};
  std::string rule_source = {};
  Decided decided = {};  // honest: of held-out rows where the rule was fitted here
  std::vector<std::uint8_t> truth_values = {};  // rows x labels: EvaluationRows::truth()
  Metrics metrics = {};                         // of `decided`, judged by these
  GradedMetrics graded = {};                    // of `decided`, judged by the rows' relevance
  // The same of the fitted rule on the rows that it was fitted on.
  std::optional<Metrics> fitted_on = {};
  std::optional<GradedMetrics> graded_fitted_on = {};
  std::optional<DecisionFit> fit = {};

  std::size_t refused_rows() const;
  LabelMatrix truth() const { return {truth_values, rows.pieces.size(), labels.size()}; }
  RelevanceMatrix relevance() const { return rows.relevance_matrix(labels.size()); }
  ScoreMatrix scores() const { return {logits, rows.pieces.size(), labels.size()}; }
  ScoreMatrix probabilities() const {
    return {decided.probabilities, rows.pieces.size(), labels.size()};
  }
  LabelMatrix predictions() const {
    return {decided.predictions, rows.pieces.size(), labels.size()};
  }
};

// Shows progress on stderr. Throws Error where model, rows and decision do not fit together.
Evaluation evaluate_model(const ModelRequest& model, const RowRequest& rows,
                          const DecisionRequest& decision, std::size_t threads);

// What Metrics of the rows are judged by, in words.
std::string judged_by(const EvaluationRows& rows);

// In words: "lower for rare labels (power 0.5), drawn to each label's own (shrinkage 20)".
std::string threshold_text(const ThresholdChoice& choice);

// All but the trivial answers: {"model", "kind", ..., "metrics", "per_label"}.
nlohmann::ordered_json evaluation_json(const Evaluation& evaluation);

}  // namespace linnet::evaluate
