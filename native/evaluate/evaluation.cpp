#include "native/evaluate/evaluation.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
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

struct Logits {
  std::vector<float> values;  // rows x labels
  std::size_t truncated = 0;  // rows
};

Logits compute_logits(const Predictor& predictor, std::span<const TierPieces> texts,
                      std::size_t threads) {
  Logits logits;
  Progress progress("evaluate", texts.size(), "rows");
  for (std::size_t begin = 0; begin < texts.size(); begin += kRowsAtOnce) {
    const std::size_t count = std::min(kRowsAtOnce, texts.size() - begin);
    for (const Prediction& row : predictor.predict(texts.subspan(begin, count), threads)) {
      logits.values.insert(logits.values.end(), row.logits.begin(), row.logits.end());
      logits.truncated += row.truncated ? 1 : 0;
    }
    progress.update(begin + count);
  }
  return logits;
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

// The logits that the rule is about: with the instant tier's share, unless `own`, the rule of a
// bundle, has them blended already.
void blend(const std::vector<float>& instant, const std::optional<DecisionRule>& own,
           Evaluation& evaluation) {
  const double weight = evaluation.rule.instant_weight;
  if (own ? weight == own->instant_weight : weight == 0) return;
  if (instant.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                "the decision rule has an instant_weight of " + std::to_string(weight) +
                    ": give --blend with the model that it was fitted with");
  }
  evaluation.logits = blend_logits(evaluation.logits, instant, weight);
}

Decided without_refused(Decided decided, const Evaluation& evaluation) {
  const std::size_t labels = evaluation.labels.size();
  for (std::size_t row = 0; row < evaluation.refused.size(); ++row) {
    if (!evaluation.refused[row]) continue;
    std::fill_n(decided.predictions.begin() + static_cast<std::ptrdiff_t>(row * labels), labels,
                std::uint8_t{0});
  }
  return decided;
}

bool is_title_alone(const TierPieces& text) { return text.shared.description.ids.empty(); }

Decided decide_texts(const Evaluation& evaluation) {
  const Decision decision(evaluation.rule);
  Decided decided = decide_rows(decision, evaluation.scores());
  if (evaluation.rule.title_shift != 0) {
    const Decided titles =
        decide_rows(decision.adjusted({.title_alone = true}), evaluation.scores());
    const std::size_t labels = evaluation.labels.size();
    for (std::size_t row = 0; row < evaluation.rows.pieces.size(); ++row) {
      if (!is_title_alone(evaluation.rows.pieces[row])) continue;
      const auto begin = static_cast<std::ptrdiff_t>(row * labels);
      std::copy_n(titles.predictions.begin() + begin, labels, decided.predictions.begin() + begin);
    }
  }
  return without_refused(std::move(decided), evaluation);
}

// Of a rule that was fitted on described rows: their titles are read alone.
double title_shift_of(const EvaluatedModel& model, const Evaluation& evaluation,
                      std::size_t threads) {
  std::vector<TierPieces> titles;
  std::vector<Relevance> relevance;
  const std::size_t labels = evaluation.labels.size();
  for (std::size_t row = 0; row < evaluation.rows.pieces.size(); ++row) {
    const TierPieces& text = evaluation.rows.pieces[row];
    if (is_title_alone(text) || text.shared.title.ids.empty()) continue;
    titles.push_back(text.without_description());
    const auto grades = evaluation.relevance().row(row);
    relevance.insert(relevance.end(), grades.begin(), grades.end());
  }
  if (titles.empty()) return 0;
  std::vector<float> logits = compute_logits(model.predictor, titles, threads).values;
  if (model.instant) {
    logits = blend_logits(logits, compute_logits(*model.instant, titles, threads).values,
                          evaluation.rule.instant_weight);
  }
  return fit_title_shift(evaluation.rule, {logits, titles.size(), labels},
                         {relevance, titles.size(), labels});
}

// `instant`: rows x labels, or empty.
void decide(const DecisionRequest& request, const std::optional<DecisionRule>& own,
            const std::vector<float>& instant, Evaluation& evaluation) {
  evaluation.truth_values = evaluation.rows.truth();
  const LabelMatrix truth = evaluation.truth();
  const RelevanceMatrix relevance = evaluation.relevance();
  const std::size_t labels = evaluation.labels.size();
  if (request.fit) {
    std::optional<ScoreMatrix> to_blend;
    if (!instant.empty()) to_blend = {instant, truth.rows, labels};
    evaluation.fit = fit_decision(evaluation.scores(), relevance, request.max_tags, to_blend);
    if (own) evaluation.fit->rule.instant_weight = own->instant_weight;
    evaluation.rule = evaluation.fit->rule;
    evaluation.rule_source = "fitted on these rows";
    blend(instant, own, evaluation);
    evaluation.decided = without_refused(std::move(evaluation.fit->held_out), evaluation);
    const Decided fitted = decide_texts(evaluation);
    evaluation.fitted_on = metrics_of(fitted, truth);
    evaluation.graded_fitted_on = graded_metrics_of(fitted, relevance);
  } else {
    if (!request.file.empty()) {
      evaluation.rule = read_rule(request.file, labels);
      evaluation.rule_source = request.file.string();
    } else if (own) {
      evaluation.rule = *own;
      evaluation.rule_source = "the bundle's";
    } else {
      evaluation.rule.thresholds.assign(labels, 0.5F);
      evaluation.rule.max_tags = request.max_tags;
      evaluation.rule_source = "threshold 0.5, uncalibrated; fit one with --fit-decision";
    }
    blend(instant, own, evaluation);
    evaluation.decided = decide_texts(evaluation);
  }
  evaluation.metrics = metrics_of(evaluation.decided, truth);
  evaluation.graded = graded_metrics_of(evaluation.decided, relevance);
}

nlohmann::ordered_json fit_json(const DecisionFit& fit) {
  nlohmann::ordered_json candidates = nlohmann::ordered_json::array();
  for (const ThresholdScore& score : fit.candidates) {
    candidates.push_back({{"thresholds", threshold_text(score.choice)},
                          {"f1", score.f1},
                          {"macro_f1", score.macro_f1}});
  }
  return {{"thresholds", threshold_text(fit.choice)}, {"candidates", candidates}};
}

}  // namespace

Evaluation evaluate_model(const ModelRequest& request, const RowRequest& rows,
                          const DecisionRequest& decision, std::size_t threads) {
  EvaluatedModel model = open_model(request);
  EvaluationRows read = read_rows(rows, model.labels, model.tokenizers);
  Evaluation evaluation{.path = request.model.string(),
                        .kind = std::move(model.kind),
                        .labels = std::move(model.labels),
                        .rows = std::move(read)};
  Logits own = compute_logits(model.predictor, evaluation.rows.pieces, threads);
  evaluation.logits = std::move(own.values);
  evaluation.truncated = own.truncated;
  std::vector<float> instant;
  if (model.instant) {
    instant = compute_logits(*model.instant, evaluation.rows.pieces, threads).values;
  }
  if (model.detector) {
    for (const TierPieces& text : evaluation.rows.pieces) {
      const auto& [title, description] = text.shared;
      evaluation.refused.push_back(!model.detector->accepts(title, description));
    }
  }
  decide(decision, model.rule, instant, evaluation);
  if (decision.fit) evaluation.rule.title_shift = title_shift_of(model, evaluation, threads);
  return evaluation;
}

std::size_t Evaluation::refused_rows() const {
  return static_cast<std::size_t>(std::count(refused.begin(), refused.end(), true));
}

std::string judged_by(const EvaluationRows& rows) {
  if (!rows.uploader.empty()) return "the uploaders' own tags";
  return rows.graded() ? "the tags that clearly fit" : "the rows' tags";
}

std::string threshold_text(const ThresholdChoice& choice) {
  char text[96];
  std::snprintf(text, sizeof text,
                choice.frequency_power == 0 ? "one for all" : "lower for rare labels (power %g)",
                choice.frequency_power);
  std::string result = text;
  if (choice.shrinkage) {
    std::snprintf(text, sizeof text, ", drawn to each label's own (shrinkage %g)",
                  *choice.shrinkage);
    result += text;
  }
  return result;
}

nlohmann::ordered_json evaluation_json(const Evaluation& evaluation) {
  nlohmann::ordered_json json{{"model", evaluation.path},
                              {"kind", evaluation.kind},
                              {"data", evaluation.rows.data},
                              {"rows", evaluation.rows.pieces.size()},
                              {"labels", evaluation.labels.size()},
                              {"partial_rows_left_out", evaluation.rows.partial_rows},
                              {"unknown_labels", evaluation.rows.unknown_labels},
                              {"truncated_rows", evaluation.truncated},
                              {"refused_rows", evaluation.refused_rows()},
                              {"decision", evaluation.rule_source},
                              {"instant_weight", evaluation.rule.instant_weight},
                              {"title_shift", evaluation.rule.title_shift},
                              {"cross_validated", evaluation.fit.has_value()},
                              {"graded", evaluation.rows.graded()}};
  if (evaluation.rows.graded()) json["graded_metrics"] = graded_json(evaluation.graded);
  json["metrics"] = metrics_json(evaluation.metrics);
  json["metrics_judged_by"] = judged_by(evaluation.rows);
  if (evaluation.fit) {
    json["fit"] = fit_json(*evaluation.fit);
    if (evaluation.rows.graded()) {
      json["graded_metrics_on_fitted_rows"] = graded_json(*evaluation.graded_fitted_on);
    }
    json["metrics_on_fitted_rows"] = metrics_json(*evaluation.fitted_on);
  }
  if (evaluation.rows.graded()) {
    json["graded_per_label"] = graded_labels_json(evaluation.graded, evaluation.labels);
  }
  json["per_label"] =
      labels_json(evaluation.metrics, evaluation.labels, evaluation.rule.thresholds);
  return json;
}

}  // namespace linnet::evaluate
