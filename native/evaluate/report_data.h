// All that a report shows, as values: computed once, then written as HTML and as JSON.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "native/evaluate/bootstrap.h"
#include "native/evaluate/confusion.h"
#include "native/evaluate/curves.h"
#include "native/evaluate/errors.h"
#include "native/evaluate/evaluation.h"
#include "native/evaluate/learning_curve.h"

namespace linnet::evaluate {

// A model or a trivial answer: a column of the tables.
struct ReportSystem {
  std::string name;
  Metrics metrics;
  std::vector<Interval> intervals;    // of named_metrics()
  std::vector<Interval> differences;  // from the first system, which has none
  // The same of named_graded_metrics(); those that rank mean nothing unless `ranks`.
  GradedMetrics graded;
  std::vector<Interval> graded_intervals, graded_differences;
  bool ranks = true;
};

struct ReportModel {
  const Evaluation* evaluation = nullptr;
  std::vector<std::pair<double, double>> precision_recall;
  double calibration_error_before = 0;        // with the sigmoids of the logits as probabilities
  std::vector<ReliabilityBin> before, after;  // calibration
  std::vector<ConfusedPair> confused;
  std::vector<RowError> errors;
};

struct ReportRequest {
  BootstrapOptions bootstrap;
  std::size_t frequent = 1;  // labels that the trivial answer gives
  std::size_t errors = 50;
  std::size_t confused = 30;
};

struct ReportData {
  std::string data;  // "valid of examples.jsonl"
  std::size_t rows = 0;
  bool graded = false;    // whether the rows are
  std::string judged_by;  // what ReportSystem::metrics are
  BootstrapOptions bootstrap;
  std::vector<ReportSystem> systems;  // the models, the authors' own tags, the trivial answers
  std::vector<ReportModel> models;
  std::vector<LearningPoint> learning_curve;  // may be empty
};

// `names` has one a model. The evaluations are of the same rows and labels and must outlive the
// result. Throws Error(kInvalidArgument) where they are not.
ReportData make_report(std::span<const Evaluation> evaluations, std::span<const std::string> names,
                       const ReportRequest& request);

// {"format": "linnet-report", "models": [evaluation_json() with "name", "intervals", ...], ...}.
nlohmann::ordered_json report_json(const ReportData& report);

inline constexpr char kReportFormat[] = "linnet-report";

}  // namespace linnet::evaluate
