#include "core/graded_metrics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <numeric>
#include <string>
#include <utility>

#include "core/error.h"
#include "core/metrics.h"
#include "core/ratio.h"

namespace linnet {
namespace {

constexpr std::size_t kTop = 5;

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ErrorCode::kInvalidArgument, "graded metrics: " + what);
}

template <typename Matrix>
bool has_shape(const Matrix& matrix, std::size_t rows, std::size_t columns) {
  return matrix.rows == rows && matrix.columns == columns && matrix.values.size() == rows * columns;
}

void check(ScoreMatrix probabilities, LabelMatrix predictions, RelevanceMatrix relevance) {
  const std::size_t rows = probabilities.rows;
  const std::size_t columns = probabilities.columns;
  if (rows == 0 || columns == 0 || !has_shape(probabilities, rows, columns) ||
      !has_shape(predictions, rows, columns) || !has_shape(relevance, rows, columns)) {
    refuse(
        "probabilities, predictions and relevance must have the same shape, with a row and a label "
        "at least");
  }
  for (std::size_t i = 0; i < probabilities.values.size(); ++i) {
    const float p = probabilities.values[i];
    const auto where = [&] {
      return " of row " + std::to_string(i / columns) + ", label " + std::to_string(i % columns) +
             " is ";
    };
    if (!(p >= 0 && p <= 1)) {
      refuse("the probability" + where() + std::to_string(p) + "; it must be between 0 and 1");
    }
    if (predictions.values[i] > 1) {
      refuse("the prediction" + where() + std::to_string(predictions.values[i]) +
             "; it must be 0 or 1");
    }
  }
}

double discount(std::size_t place) { return 1 / std::log2(static_cast<double>(place) + 2); }

double cumulated_gain(const std::array<Relevance, kTop>& gains) {
  double sum = 0;
  for (std::size_t place = 0; place < kTop; ++place) sum += gain(gains[place]) * discount(place);
  return sum;
}

}  // namespace

double graded_f1(std::size_t given, std::size_t accepted, std::size_t given_clear,
                 std::size_t clear) {
  if (given_clear == 0) return 0;
  const auto a = static_cast<double>(accepted);
  const auto c = static_cast<double>(given_clear);
  return 2 * a * c / (a * static_cast<double>(clear) + c * static_cast<double>(given));
}

WeightedGradedMetrics::WeightedGradedMetrics(ScoreMatrix probabilities, LabelMatrix predictions,
                                             RelevanceMatrix relevance) {
  check(probabilities, predictions, relevance);
  labels_ = probabilities.columns;
  rows_.resize(probabilities.rows);
  for (std::size_t row = 0; row < rows_.size(); ++row) {
    const auto scores = probabilities.row(row);
    const auto grades = relevance.row(row);
    const auto given = predictions.row(row);
    Row& own = rows_[row];
    own.excess.resize(kCalibrationBins);
    for (std::size_t label = 0; label < labels_; ++label) {
      const bool is_given = given[label] != 0;
      own.given += is_given ? 1 : 0;
      own.excess[calibration_bin(scores[label])] +=
          static_cast<double>(scores[label]) - (is_accepted(grades[label]) ? 1 : 0);
      if (is_given || is_accepted(grades[label])) {
        marks_.push_back({static_cast<std::uint32_t>(row), static_cast<std::uint32_t>(label),
                          is_given, grades[label]});
      }
    }
    rank_row(scores, grades, own);
  }
}

void WeightedGradedMetrics::rank_row(std::span<const float> scores,
                                     std::span<const Relevance> relevance, Row& row) {
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
  std::vector<Relevance> ideal(relevance.begin(), relevance.end());
  std::sort(ideal.begin(), ideal.end(), std::greater<>());
  row.any_relevant = is_accepted(ideal.front());
  row.any_clear = ideal.front() == Relevance::kClear;
  if (!row.any_relevant) return;

  std::array<Relevance, kTop> gains = {}, best = {};
  for (std::size_t place = 0; place < std::min(kTop, order.size()); ++place) {
    gains[place] = relevance[order[place]];
    best[place] = ideal[place];
  }
  row.first_accepted = is_accepted(gains.front());
  row.ndcg = cumulated_gain(gains) / cumulated_gain(best);
  if (!row.any_clear) return;

  // All labels of the same score rank as the last of them.
  std::size_t clear = 0, ranked = 0, counted = 0;
  double sum = 0;
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    for (; end < order.size() && scores[order[end]] == scores[order[begin]]; ++end) {
      if (relevance[order[end]] == Relevance::kFits) continue;
      ++ranked;
      clear += relevance[order[end]] == Relevance::kClear ? 1 : 0;
    }
    if (clear == counted) continue;
    sum += static_cast<double>(clear - counted) * static_cast<double>(clear) /
           static_cast<double>(ranked);
    counted = clear;
  }
  row.average_precision = sum / static_cast<double>(clear);
}

GradedMetrics WeightedGradedMetrics::compute(std::span<const std::uint32_t> weights) const {
  std::size_t rows = 0;
  for (const std::uint32_t weight : weights) rows += weight;
  if (weights.size() != rows_.size() || rows == 0) {
    refuse(std::to_string(weights.size()) + " weights for " + std::to_string(rows_.size()) +
           " rows; one a row, not all 0, is needed");
  }
  GradedMetrics metrics = graded_label_metrics(count_labels(weights));
  metrics.rows = rows;
  double given = 0, untagged = 0, relevant_rows = 0, clear_rows = 0;
  std::array<double, kCalibrationBins> excess = {};
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    if (weights[i] == 0) continue;
    const Row& row = rows_[i];
    const auto times = static_cast<double>(weights[i]);
    given += times * static_cast<double>(row.given);
    untagged += row.given == 0 ? times : 0;
    relevant_rows += row.any_relevant ? times : 0;
    clear_rows += row.any_clear ? times : 0;
    metrics.first_accepted += row.first_accepted ? times : 0;
    metrics.ndcg_at_5 += times * row.ndcg;
    metrics.lrap += times * row.average_precision;
    for (std::size_t bin = 0; bin < kCalibrationBins; ++bin) excess[bin] += times * row.excess[bin];
  }
  const auto count = static_cast<double>(rows);
  metrics.tags_per_row = given / count;
  metrics.rows_without_tags = untagged / count;
  metrics.first_accepted = ratio(metrics.first_accepted, relevant_rows);
  metrics.ndcg_at_5 = ratio(metrics.ndcg_at_5, relevant_rows);
  metrics.lrap = ratio(metrics.lrap, clear_rows);
  for (const double bin : excess) metrics.calibration_error += std::abs(bin);
  metrics.calibration_error /= count * static_cast<double>(labels_);
  return metrics;
}

std::vector<GradedLabelMetrics> WeightedGradedMetrics::count_labels(
    std::span<const std::uint32_t> weights) const {
  std::vector<GradedLabelMetrics> per_label(labels_);
  for (const Mark& mark : marks_) {
    GradedLabelMetrics& own = per_label[mark.label];
    const std::size_t weight = weights[mark.row];
    if (mark.relevance == Relevance::kClear) own.clear += weight;
    if (mark.relevance == Relevance::kFits) own.fits += weight;
    if (!mark.given) continue;
    own.given += weight;
    if (mark.relevance == Relevance::kClear) own.given_clear += weight;
    if (mark.relevance == Relevance::kFits) own.given_fits += weight;
  }
  return per_label;
}

GradedMetrics graded_label_metrics(std::vector<GradedLabelMetrics> per_label) {
  GradedMetrics metrics;
  metrics.labels = per_label.size();
  std::size_t clear = 0, given = 0, given_clear = 0, given_fits = 0;
  double f1_sum = 0, measured = 0;
  for (const GradedLabelMetrics& own : per_label) {
    clear += own.clear;
    given += own.given;
    given_clear += own.given_clear;
    given_fits += own.given_fits;
    const std::size_t marked = own.given - own.given_fits + own.clear;
    if (marked == 0) continue;
    ++measured;
    f1_sum += 2 * static_cast<double>(own.given_clear) / static_cast<double>(marked);
  }
  metrics.accepted = ratio(given_clear + given_fits, given);
  metrics.given_clear = ratio(given_clear, given);
  metrics.clear_found = ratio(given_clear, clear);
  metrics.f1 = graded_f1(given, given_clear + given_fits, given_clear, clear);
  metrics.macro_f1 = ratio(f1_sum, measured);
  metrics.per_label = std::move(per_label);
  return metrics;
}

GradedMetrics compute_graded_metrics(ScoreMatrix probabilities, LabelMatrix predictions,
                                     RelevanceMatrix relevance) {
  const WeightedGradedMetrics metrics(probabilities, predictions, relevance);
  return metrics.compute(std::vector<std::uint32_t>(metrics.rows(), 1));
}

}  // namespace linnet
