#include "native/evaluate/bootstrap.h"

#include <algorithm>
#include <random>

#include "native/evaluate/report.h"

namespace linnet::evaluate {
namespace {

constexpr double kLowQuantile = 0.025, kHighQuantile = 0.975;

double quantile(const std::vector<double>& ascending, double share) {
  const double place = share * static_cast<double>(ascending.size() - 1);
  const auto below = static_cast<std::size_t>(place);
  const std::size_t above = std::min(below + 1, ascending.size() - 1);
  const double weight = place - static_cast<double>(below);
  return ascending[below] + weight * (ascending[above] - ascending[below]);
}

template <typename Weighted, typename Named>
MetricSamples resample(const Weighted& metrics, const Named& named, const Resamples& resamples) {
  MetricSamples samples(named.size());
  for (const auto& weights : resamples) {
    const auto resampled = metrics.compute(weights);
    for (std::size_t i = 0; i < named.size(); ++i) samples[i].push_back(named[i].value(resampled));
  }
  return samples;
}

}  // namespace

Resamples draw_resamples(std::size_t rows, const BootstrapOptions& options) {
  std::mt19937 generator(options.seed);
  Resamples resamples(options.resamples, std::vector<std::uint32_t>(rows));
  for (auto& weights : resamples) {
    for (std::size_t draw = 0; draw < rows; ++draw) ++weights[generator() % rows];
  }
  return resamples;
}

Interval percentile_interval(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return {quantile(values, kLowQuantile), quantile(values, kHighQuantile)};
}

MetricSamples resample_metrics(const WeightedMetrics& metrics, const Resamples& resamples) {
  return resample(metrics, named_metrics(), resamples);
}

MetricSamples resample_metrics(const WeightedGradedMetrics& metrics, const Resamples& resamples) {
  return resample(metrics, named_graded_metrics(), resamples);
}

std::vector<Interval> metric_intervals(const MetricSamples& samples) {
  std::vector<Interval> intervals;
  for (const auto& values : samples) intervals.push_back(percentile_interval(values));
  return intervals;
}

std::vector<Interval> difference_intervals(const MetricSamples& model,
                                           const MetricSamples& reference) {
  MetricSamples differences = model;
  for (std::size_t metric = 0; metric < differences.size(); ++metric) {
    for (std::size_t i = 0; i < differences[metric].size(); ++i) {
      differences[metric][i] -= reference[metric][i];
    }
  }
  return metric_intervals(differences);
}

}  // namespace linnet::evaluate
