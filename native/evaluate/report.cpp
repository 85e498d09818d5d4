#include "native/evaluate/report.h"

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <numeric>

#include "core/ratio.h"

namespace linnet::evaluate {
namespace {

template <typename... Values>
void append(std::string& text, const char* format, Values... values) {
  char buffer[256];
  std::snprintf(buffer, sizeof buffer, format, values...);
  text += buffer;
}

std::string table_head(std::span<const std::string> headings, std::vector<int>& widths) {
  std::string text;
  append(text, "%-24s", "");
  for (const std::string& heading : headings) {
    widths.push_back(static_cast<int>(std::clamp<std::size_t>(heading.size(), 12, 60)));
    append(text, "  %*.60s", widths.back(), heading.c_str());
  }
  return text + '\n';
}

// Label indices, those that clearly fit most rows first.
std::vector<std::size_t> by_clear_rows(const GradedMetrics& metrics) {
  std::vector<std::size_t> order(metrics.per_label.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return metrics.per_label[a].clear > metrics.per_label[b].clear;
  });
  return order;
}

int name_width(const LabelSet& labels) {
  std::size_t width = 5;
  for (const std::string& name : labels.names()) width = std::max(width, name.size());
  return static_cast<int>(std::min<std::size_t>(width, 60));
}

}  // namespace

const std::vector<NamedGradedMetric>& named_graded_metrics() {
  using M = GradedMetrics;
  static const std::vector<NamedGradedMetric> all{
      {"accepted", "accepted", false, [](const M& m) { return m.accepted; }},
      {"clear_found", "clear tags found", false, [](const M& m) { return m.clear_found; }},
      {"graded_f1", "F1 of the two", false, [](const M& m) { return m.f1; }},
      {"given_clear", "clear among the given", false, [](const M& m) { return m.given_clear; }},
      {"graded_macro_f1", "macro F1", false, [](const M& m) { return m.macro_f1; }},
      {"ndcg_at_5", "nDCG@5", true, [](const M& m) { return m.ndcg_at_5; }},
      {"graded_lrap", "LRAP", true, [](const M& m) { return m.lrap; }},
      {"first_accepted", "first one accepted", true, [](const M& m) { return m.first_accepted; }},
      {"graded_calibration_error", "calibration error", true,
       [](const M& m) { return m.calibration_error; }},
      {"graded_tags_per_row", "tags a row", false, [](const M& m) { return m.tags_per_row; }},
      {"graded_rows_without_tags", "rows without tags", false,
       [](const M& m) { return m.rows_without_tags; }},
  };
  return all;
}

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
  std::vector<int> widths;
  std::vector<std::string> headings;
  for (const ReportColumn& column : columns) headings.push_back(column.heading);
  text += table_head(headings, widths);
  for (const NamedMetric& metric : named_metrics()) {
    append(text, "%-24s", metric.name);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      append(text, "  %*.4f", widths[i], metric.value(columns[i].metrics));
    }
    text += '\n';
  }
  return text;
}

std::string graded_table(std::span<const GradedColumn> columns) {
  std::string text;
  std::vector<int> widths;
  std::vector<std::string> headings;
  for (const GradedColumn& column : columns) headings.push_back(column.heading);
  text += table_head(headings, widths);
  for (const NamedGradedMetric& metric : named_graded_metrics()) {
    append(text, "%-24s", metric.name);
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (metric.ranks && !columns[i].ranks) {
        append(text, "  %*s", widths[i], "-");
      } else {
        append(text, "  %*.4f", widths[i], metric.value(columns[i].metrics));
      }
    }
    text += '\n';
  }
  return text;
}

std::string graded_label_table(const GradedMetrics& metrics, const LabelSet& labels,
                               std::span<const float> thresholds) {
  const int padded = name_width(labels);
  std::string text;
  append(text, "%-*s  %6s %6s %6s %9s %9s %9s\n", padded, "label", "clear", "fits", "given",
         "accepted", "found", "threshold");
  for (const std::size_t index : by_clear_rows(metrics)) {
    const GradedLabelMetrics& label = metrics.per_label[index];
    append(text, "%-*.*s  %6zu %6zu %6zu %9.3f %9.3f %9.3f\n", padded, padded,
           labels.name(index).c_str(), label.clear, label.fits, label.given,
           ratio(label.given_clear + label.given_fits, label.given),
           ratio(label.given_clear, label.clear), static_cast<double>(thresholds[index]));
  }
  return text;
}

std::string label_table(const Metrics& metrics, const LabelSet& labels,
                        std::span<const float> thresholds) {
  const int padded = name_width(labels);
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

nlohmann::ordered_json graded_json(const GradedMetrics& metrics, bool ranks) {
  nlohmann::ordered_json json;
  for (const NamedGradedMetric& metric : named_graded_metrics()) {
    if (ranks || !metric.ranks) json[metric.key] = metric.value(metrics);
  }
  return json;
}

nlohmann::ordered_json graded_labels_json(const GradedMetrics& metrics, const LabelSet& labels) {
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  for (const std::size_t index : by_clear_rows(metrics)) {
    const GradedLabelMetrics& label = metrics.per_label[index];
    json.push_back({{"label", labels.name(index)},
                    {"clear", label.clear},
                    {"fits", label.fits},
                    {"given", label.given},
                    {"given_clear", label.given_clear},
                    {"given_fits", label.given_fits}});
  }
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
