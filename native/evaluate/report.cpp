#include "native/evaluate/report.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <numeric>

namespace linnet::evaluate {
namespace {

template <typename... Values>
void append(std::string& text, const char* format, Values... values) {
  char buffer[256];
  std::snprintf(buffer, sizeof buffer, format, values...);
  text += buffer;
}

}  // namespace

const std::vector<NamedMetric>& named_metrics() {
  static const std::vector<NamedMetric> all{
      {"micro_f1", "micro F1", [](const Metrics& m) { return m.micro.f1; }},
      {"micro_precision", "micro precision", [](const Metrics& m) { return m.micro.precision; }},
      {"micro_recall", "micro recall", [](const Metrics& m) { return m.micro.recall; }},
      {"macro_f1", "macro F1", [](const Metrics& m) { return m.macro.f1; }},
      {"macro_precision", "macro precision", [](const Metrics& m) { return m.macro.precision; }},
      {"macro_recall", "macro recall", [](const Metrics& m) { return m.macro.recall; }},
      {"sample_f1", "sample F1", [](const Metrics& m) { return m.sample.f1; }},
      {"sample_precision", "sample precision", [](const Metrics& m) { return m.sample.precision; }},
      {"sample_recall", "sample recall", [](const Metrics& m) { return m.sample.recall; }},
      {"lrap", "LRAP", [](const Metrics& m) { return m.lrap; }},
      {"map_micro", "mAP (micro)", [](const Metrics& m) { return m.map_micro; }},
      {"map_macro", "mAP (macro)", [](const Metrics& m) { return m.map_macro; }},
      {"precision_at_1", "P@1", [](const Metrics& m) { return m.precision_at_1; }},
      {"precision_at_3", "P@3", [](const Metrics& m) { return m.precision_at_3; }},
      {"precision_at_5", "P@5", [](const Metrics& m) { return m.precision_at_5; }},
      {"recall_at_1", "R@1", [](const Metrics& m) { return m.recall_at_1; }},
      {"recall_at_3", "R@3", [](const Metrics& m) { return m.recall_at_3; }},
      {"recall_at_5", "R@5", [](const Metrics& m) { return m.recall_at_5; }},
      {"coverage_error", "coverage error", [](const Metrics& m) { return m.coverage_error; }},
      {"subset_accuracy", "subset accuracy", [](const Metrics& m) { return m.subset_accuracy; }},
      {"hamming_accuracy", "Hamming accuracy", [](const Metrics& m) { return m.hamming_accuracy; }},
      {"calibration_error", "calibration error",
       [](const Metrics& m) { return m.calibration_error; }},
      {"tags_per_row", "tags a row", [](const Metrics& m) { return m.tags_per_row; }},
      {"rows_without_tags", "rows without tags",
       [](const Metrics& m) { return m.rows_without_tags; }},
  };
  return all;
}

std::vector<std::size_t> by_support(const Metrics& metrics) {
  std::vector<std::size_t> order(metrics.per_label.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return metrics.per_label[a].support > metrics.per_label[b].support;
  });
  return order;
}

std::string metrics_table(std::span<const ReportColumn> columns) {
  std::string text;
  append(text, "%-18s", "");
  std::vector<int> widths;
  for (const ReportColumn& column : columns) {
    widths.push_back(static_cast<int>(std::clamp<std::size_t>(column.heading.size(), 12, 60)));
    append(text, "  %*.60s", widths.back(), column.heading.c_str());
  }
  text += '\n';
  for (const NamedMetric& metric : named_metrics()) {
    append(text, "%-18s", metric.name);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      append(text, "  %*.4f", widths[i], metric.value(columns[i].metrics));
    }
    text += '\n';
  }
  return text;
}

std::string label_table(const Metrics& metrics, const LabelSet& labels,
                        std::span<const float> thresholds) {
  std::size_t width = 5;
  for (const std::string& name : labels.names()) width = std::max(width, name.size());
  const int padded = static_cast<int>(std::min<std::size_t>(width, 60));
  std::string text;
  append(text, "%-*s  %6s %6s %9s %7s %7s %7s %9s\n", padded, "label", "rows", "given", "precision",
         "recall", "F1", "AP", "threshold");
  for (const std::size_t index : by_support(metrics)) {
    const LabelMetrics& label = metrics.per_label[index];
    append(text, "%-*.*s  %6zu %6zu %9.3f %7.3f %7.3f", padded, padded, labels.name(index).c_str(),
           label.support, label.predicted, label.scores.precision, label.scores.recall,
           label.scores.f1);
    if (label.average_precision) {
      append(text, " %7.3f", *label.average_precision);
    } else {
      append(text, " %7s", "-");
    }
    append(text, " %9.3f\n", static_cast<double>(thresholds[index]));
  }
  return text;
}

nlohmann::ordered_json metrics_json(const Metrics& metrics) {
  nlohmann::ordered_json json;
  for (const NamedMetric& metric : named_metrics()) json[metric.key] = metric.value(metrics);
  return json;
}

nlohmann::ordered_json labels_json(const Metrics& metrics, const LabelSet& labels,
                                   std::span<const float> thresholds) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const std::size_t index : by_support(metrics)) {
    const LabelMetrics& label = metrics.per_label[index];
    nlohmann::ordered_json entry{
        {"label", labels.name(index)},   {"support", label.support},
        {"predicted", label.predicted},  {"precision", label.scores.precision},
        {"recall", label.scores.recall}, {"f1", label.scores.f1}};
    entry["average_precision"] = nullptr;
    if (label.average_precision) entry["average_precision"] = *label.average_precision;
    entry["threshold"] = thresholds[index];
    json.push_back(std::move(entry));
  }
  return json;
}

}  // namespace linnet::evaluate
