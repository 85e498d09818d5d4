// How far metrics would differ on other rows of the same kind: the bootstrap with percentile
// intervals (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/graded_metrics.h"
#include "core/weighted_metrics.h"

namespace linnet::evaluate {

struct BootstrapOptions {
  std::size_t resamples = 1000;
  std::uint32_t seed = 1;
};

// How often each row is drawn: `rows` draws with replacement for each resample. The same for the
// same options on every machine.
using Resamples = std::vector<std::vector<std::uint32_t>>;  // [resample][row]
Resamples draw_resamples(std::size_t rows, const BootstrapOptions& options);

struct Interval {
  double low = 0, high = 0;
};

// Between the 2.5% and the 97.5% quantile, interpolated linearly. `values` must not be empty.
Interval percentile_interval(std::vector<double> values);

// Each of named_metrics() on each resample. Averages over labels (macro) are biased there: rare
// labels drop out, and copies of a row rank next to each other. The percentile method does not
// correct for that, so such a metric can lie outside its own interval.
using MetricSamples = std::vector<std::vector<double>>;  // [metric][resample]
MetricSamples resample_metrics(const WeightedMetrics& metrics, const Resamples& resamples);
// Likewise each of named_graded_metrics().
MetricSamples resample_metrics(const WeightedGradedMetrics& metrics, const Resamples& resamples);

std::vector<Interval> metric_intervals(const MetricSamples& samples);
// Of `model` minus `reference` on the same resamples. What makes some rows easy or hard for both
// cancels out, so this says more about which is better than two intervals side by side.
std::vector<Interval> difference_intervals(const MetricSamples& model,
                                           const MetricSamples& reference);

}  // namespace linnet::evaluate
