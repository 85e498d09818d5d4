#include "native/evaluate/evaluation.h"

#include <algorithm>
#include <cstdio>
#include <span>
#include <utility>

#include "core/decision_json.h"
#include "core/error.h"
#include "native/evaluate/report.h"
#include "native/files/files.h"
#include "native/progress/progress.h"

namespace linnet::evaluate {
namespace {

constexpr std::size_t kRowsAtOnce = 64;  // between two updates of the progress line

void compute_logits(const Predictor& predictor, std::size_t threads, Evaluation& evaluation) {
  const std::span<const PiecePair> pairs = evaluation.rows.pairs;
  Progress progress("evaluate", pairs.size(), "rows");
  for (std::size_t begin = 0; begin < pairs.size(); begin += kRowsAtOnce) {
    const std::size_t count = std::min(kRowsAtOnce, pairs.size() - begin);
    for (const Prediction& row : predictor.predict(pairs.subspan(begin, count), threads)) {
      evaluation.logits.insert(evaluation.logits.end(), row.logits.begin(), row.logits.end());
      evaluation.truncated += row.truncated ? 1 : 0;
    }
    progress.update(begin + count);
  }
}

DecisionRule read_rule(const std::filesystem::path& path, std::size_t labels) {
  DecisionRule rule = parse_decision(read_file(path), path.string());
  if (rule.thresholds.size() != labels) {
    throw Error(ErrorCode::kInvalidArgument,
                path.string() + ": has " + std::to_string(rule.thresholds.size()) +
                    " thresholds; the model has " + std::to_string(labels) + " labels");
  }
  return rule;
}

void decide(const DecisionRequest& request, const std::optional<DecisionRule>& own,
            Evaluation& evaluation) {
  const ScoreMatrix logits = evaluation.scores();
  const LabelMatrix truth = evaluation.truth();
  if (request.fit) {
    evaluation.fit = fit_decision(logits, truth, request.max_tags);
    evaluation.rule = evaluation.fit->rule;
    evaluation.rule_source = "fitted on these rows";
    evaluation.decided = std::move(evaluation.fit->held_out);
    evaluation.fitted_on = metrics_of(decide_rows(evaluation.rule, logits), truth);
  } else {
    if (!request.file.empty()) {
      evaluation.rule = read_rule(request.file, logits.columns);
      evaluation.rule_source = request.file.string();
    } else if (own) {
      evaluation.rule = *own;
      evaluation.rule_source = "the bundle's";
    } else {
      evaluation.rule.thresholds.assign(logits.columns, 0.5F);
      evaluation.rule.max_tags = request.max_tags;
      evaluation.rule_source = "threshold 0.5, uncalibrated; fit one with --fit-decision";
    }
    evaluation.decided = decide_rows(evaluation.rule, logits);
  }
  evaluation.metrics = metrics_of(evaluation.decided, truth);
}

nlohmann::ordered_json fit_json(const DecisionFit& fit) {
  nlohmann::ordered_json candidates = nlohmann::ordered_json::array();
  for (const ShrinkageScore& score : fit.candidates) {
    candidates.push_back(
        {{"shrinkage", shrinkage_text(score.shrinkage)}, {"micro_f1", score.micro_f1}});
  }
  return {{"shrinkage", shrinkage_text(fit.shrinkage)}, {"candidates", candidates}};
}

}  // namespace

Evaluation evaluate_model(const ModelRequest& request, const RowRequest& rows,
                          const DecisionRequest& decision, std::size_t threads) {
  EvaluatedModel model = open_model(request);
  EvaluationRows read = read_rows(rows, model.labels, model.tokenizer_model);
  Evaluation evaluation{.path = request.model.string(),
                        .kind = std::move(model.kind),
                        .labels = std::move(model.labels),
                        .rows = std::move(read)};
  compute_logits(model.predictor, threads, evaluation);
  decide(decision, model.rule, evaluation);
  return evaluation;
}

std::string shrinkage_text(const std::optional<double>& shrinkage) {
  if (!shrinkage) return "global only";
  char text[32];
  std::snprintf(text, sizeof text, "%g", *shrinkage);
  return text;
}

nlohmann::ordered_json evaluation_json(const Evaluation& evaluation) {
  nlohmann::ordered_json json{{"model", evaluation.path},
                              {"kind", evaluation.kind},
                              {"data", evaluation.rows.data},
                              {"rows", evaluation.rows.pairs.size()},
                              {"labels", evaluation.labels.size()},
                              {"partial_rows_left_out", evaluation.rows.partial_rows},
                              {"unknown_labels", evaluation.rows.unknown_labels},
                              {"truncated_rows", evaluation.truncated},
                              {"decision", evaluation.rule_source},
                              {"cross_validated", evaluation.fit.has_value()},
                              {"metrics", metrics_json(evaluation.metrics)}};
  if (evaluation.fit) {
    json["fit"] = fit_json(*evaluation.fit);
    json["metrics_on_fitted_rows"] = metrics_json(*evaluation.fitted_on);
  }
  json["per_label"] =
      labels_json(evaluation.metrics, evaluation.labels, evaluation.rule.thresholds);
  return json;
}

}  // namespace linnet::evaluate
