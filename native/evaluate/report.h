// Metrics as a table for people and as JSON for programs.
#pragma once

#include <cstddef>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "core/graded_metrics.h"
#include "core/label_set.h"
#include "core/metrics.h"

namespace linnet::evaluate {

struct NamedMetric {
  const char* key;   // in JSON
  const char* name;  // in tables
  std::function<double(const Metrics&)> value;
};

// All that is shown, in the order in which it is shown.
const std::vector<NamedMetric>& named_metrics();

struct NamedGradedMetric {
  const char* key;
  const char* name;
  bool ranks;  // whether it takes an order of the labels, which tags alone have not
  std::function<double(const GradedMetrics&)> value;
};

const std::vector<NamedGradedMetric>& named_graded_metrics();

struct ReportColumn {
  std::string heading;
  Metrics metrics;
};

struct GradedColumn {
  std::string heading;
  GradedMetrics metrics;
  bool ranks = true;  // whether the system orders all labels
};

// Label indices, most frequent first; equal ones by index.
std::vector<std::size_t> by_support(const Metrics& metrics);

// One line a metric, one column a system, the model first.
std::string metrics_table(std::span<const ReportColumn> columns);
std::string graded_table(std::span<const GradedColumn> columns);
// One line a label, most frequent first, with the threshold that was used.
std::string label_table(const Metrics& metrics, const LabelSet& labels,
                        std::span<const float> thresholds);

// Flat numbers: {"micro_f1": 0.43, "lrap": ...}.
nlohmann::ordered_json metrics_json(const Metrics& metrics);
// {"accepted": 0.91, "clear_found": ...}; without those that rank where `ranks` is false.
nlohmann::ordered_json graded_json(const GradedMetrics& metrics, bool ranks = true);
// One line a label: how often it fits, was given, was accepted.
std::string graded_label_table(const GradedMetrics& metrics, const LabelSet& labels,
                               std::span<const float> thresholds);
nlohmann::ordered_json graded_labels_json(const GradedMetrics& metrics, const LabelSet& labels);
nlohmann::ordered_json labels_json(const Metrics& metrics, const LabelSet& labels,
                                   std::span<const float> thresholds);

}  // namespace linnet::evaluate
