#include "native/evaluate/report_data.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/decision.h"
#include "core/error.h"
#include "native/evaluate/baselines.h"
#include "native/evaluate/report.h"

namespace linnet::evaluate {
namespace {

void check_same_rows(std::span<const Evaluation> evaluations) {
  for (const Evaluation& evaluation : evaluations) {
    if (evaluation.labels.names() != evaluations.front().labels.names()) {
      throw Error(ErrorCode::kInvalidArgument,
                  evaluation.path + ": has other labels than " + evaluations.front().path +
                      ", or in another order; they cannot be set side by side");
    }
    if (evaluation.rows.relevance != evaluations.front().rows.relevance) {
      throw Error(
          ErrorCode::kInvalidArgument,
          evaluation.path + ": was evaluated on other rows than " + evaluations.front().path);
    }
  }
}

ReportModel describe(const Evaluation& evaluation, const ReportRequest& request) {
  const LabelMatrix truth = evaluation.truth();
  const RelevanceMatrix relevance = evaluation.relevance();
  const auto accepted_values = at_least(relevance, Relevance::kFits);
  const LabelMatrix accepted{accepted_values, truth.rows, truth.columns};
  DecisionRule uncalibrated = evaluation.rule;
  uncalibrated.calibration = {};
  const Decided before = decide_rows(Decision(uncalibrated), evaluation.scores());
  ReportModel model;
  model.evaluation = &evaluation;
  model.precision_recall = precision_recall_curve(evaluation.probabilities(), relevance);
  model.calibration_error_before = graded_metrics_of(before, relevance).calibration_error;
  model.before = reliability_bins({before.probabilities, truth.rows, truth.columns}, accepted);
  model.after = reliability_bins(evaluation.probabilities(), accepted);
  model.confused = confused_pairs(evaluation.predictions(), relevance, request.confused);
  model.errors = worst_errors(evaluation.probabilities(), relevance, request.errors);
  return model;
}

nlohmann::ordered_json intervals_json(const std::vector<Interval>& intervals) {
  nlohmann::ordered_json json;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    json[named_metrics()[i].key] = {intervals[i].low, intervals[i].high};
  }
  return json;
}

nlohmann::ordered_json graded_intervals_json(const std::vector<Interval>& intervals, bool ranks) {
  nlohmann::ordered_json json;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    const NamedGradedMetric& metric = named_graded_metrics()[i];
    if (ranks || !metric.ranks) json[metric.key] = {intervals[i].low, intervals[i].high};
  }
  return json;
}

void add_system(const ReportSystem& system, bool graded, nlohmann::ordered_json& json) {
  json["name"] = system.name;
  if (graded) {
    json["graded_metrics"] = graded_json(system.graded, system.ranks);
    json["graded_intervals"] = graded_intervals_json(system.graded_intervals, system.ranks);
    if (!system.graded_differences.empty()) {
      json["graded_difference_intervals"] =
          graded_intervals_json(system.graded_differences, system.ranks);
    }
  }
  json["metrics"] = metrics_json(system.metrics);
  json["intervals"] = intervals_json(system.intervals);
  if (!system.differences.empty()) {
    json["difference_intervals"] = intervals_json(system.differences);
  }
}

nlohmann::ordered_json bins_json(const std::vector<ReliabilityBin>& bins) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const ReliabilityBin& bin : bins) {
    json.push_back({{"pairs", bin.pairs},
                    {"mean_probability", bin.mean_probability},
                    {"share_true", bin.share_true}});
  }
  return json;
}

void add_model(const ReportModel& model, nlohmann::ordered_json& json) {
  const LabelSet& labels = model.evaluation->labels;
  json["reliability"] = {{"before", bins_json(model.before)}, {"after", bins_json(model.after)}};
  json["confused_pairs"] = nlohmann::ordered_json::array();
  for (const ConfusedPair& pair : model.confused) {
    json["confused_pairs"].push_back({{"missed", labels.name(pair.missed)},
                                      {"given", labels.name(pair.given)},
                                      {"rows", pair.rows}});
  }
  json["worst_errors"] = nlohmann::ordered_json::array();
  for (const RowError& error : model.errors) {
    json["worst_errors"].push_back(
        {{"id", model.evaluation->rows.texts.at(error.row).id}, {"loss", error.loss}});
  }
}

}  // namespace

ReportData make_report(std::span<const Evaluation> evaluations, std::span<const std::string> names,
                       const ReportRequest& request) {
  check_same_rows(evaluations);
  const EvaluationRows& rows = evaluations.front().rows;
  const LabelMatrix truth = evaluations.front().truth();
  ReportData report;
  report.data = rows.data;
  report.rows = truth.rows;
  report.graded = rows.graded();
  report.judged_by = judged_by(rows);
  const RelevanceMatrix relevance = evaluations.front().relevance();
  report.bootstrap = request.bootstrap;

  const Resamples resamples = draw_resamples(truth.rows, request.bootstrap);
  MetricSamples reference, graded_reference;
  const auto add = [&](const std::string& name, const Decided& decided, bool ranks = true) {
    const ScoreMatrix probabilities{decided.probabilities, truth.rows, truth.columns};
    const LabelMatrix predictions{decided.predictions, truth.rows, truth.columns};
    const MetricSamples samples =
        resample_metrics(WeightedMetrics(probabilities, predictions, truth), resamples);
    const MetricSamples graded =
        resample_metrics(WeightedGradedMetrics(probabilities, predictions, relevance), resamples);
    ReportSystem system{.name = name,
                        .metrics = metrics_of(decided, truth),
                        .intervals = metric_intervals(samples),
                        .differences = {},
                        .graded = graded_metrics_of(decided, relevance),
                        .graded_intervals = metric_intervals(graded),
                        .graded_differences = {},
                        .ranks = ranks};
    if (reference.empty()) {
      reference = samples;
      graded_reference = graded;
    } else {
      system.differences = difference_intervals(samples, reference);
      system.graded_differences = difference_intervals(graded, graded_reference);
    }
    report.systems.push_back(std::move(system));
  };
  for (std::size_t i = 0; i < evaluations.size(); ++i) {
    add(names[i], evaluations[i].decided);
    report.models.push_back(describe(evaluations[i], request));
  }
  if (!rows.uploader.empty()) add(kUploaderName, uploader_answers(rows.uploader), false);
  add("nothing", nothing_answers(truth.rows, truth.columns));
  if (rows.train_rows > 0) {
    add(std::to_string(request.frequent) + " frequent",
        frequent_answers(truth.rows, rows.train_counts, rows.train_rows, request.frequent));
  }
  return report;
}

nlohmann::ordered_json report_json(const ReportData& report) {
  nlohmann::ordered_json json{{"format", kReportFormat},
                              {"data", report.data},
                              {"rows", report.rows},
                              {"graded", report.graded},
                              {"metrics_judged_by", report.judged_by},
                              {"resamples", report.bootstrap.resamples},
                              {"seed", report.bootstrap.seed}};
  json["models"] = nlohmann::ordered_json::array();
  json["baselines"] = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < report.systems.size(); ++i) {
    const bool is_model = i < report.models.size();
    auto entry =
        is_model ? evaluation_json(*report.models[i].evaluation) : nlohmann::ordered_json::object();
    add_system(report.systems[i], report.graded, entry);
    if (is_model) add_model(report.models[i], entry);
    json[is_model ? "models" : "baselines"].push_back(std::move(entry));
  }
  json["learning_curve"] = nlohmann::ordered_json::array();
  for (const LearningPoint& point : report.learning_curve) {
    json["learning_curve"].push_back({{"share", point.share},
                                      {"rows", point.rows},
                                      {"model", point.model},
                                      {"micro_f1", point.micro_f1}});
    if (point.macro_f1) json["learning_curve"].back()["macro_f1"] = *point.macro_f1;
  }
  return json;
}

}  // namespace linnet::evaluate
