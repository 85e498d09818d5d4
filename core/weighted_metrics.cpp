// Multi-label metrics: counts, rankings and calibration, each over rows, labels or pairs.
#include "core/weighted_metrics.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/error.h"
#include "core/ratio.h"

namespace linnet {
namespace {

PrecisionRecallF1 scores_of(std::size_t hits, std::size_t predicted, std::size_t support) {
  return {ratio(hits, predicted), ratio(hits, support), ratio(2 * hits, predicted + support)};
}

void add(PrecisionRecallF1& sum, const PrecisionRecallF1& term, double weight = 1) {
  sum.precision += weight * term.precision;
  sum.recall += weight * term.recall;
  sum.f1 += weight * term.f1;
}

PrecisionRecallF1 divided(const PrecisionRecallF1& sum, std::size_t count) {
  const auto n = static_cast<double>(count);
  return {sum.precision / n, sum.recall / n, sum.f1 / n};
}

void check_shape(std::size_t values, std::size_t rows, std::size_t columns, const char* what) {
  if (rows == 0 || columns == 0 || values / columns != rows || values % columns != 0) {
    throw Error(ErrorCode::kInvalidArgument,
                std::string("metrics: ") + what + " holds " + std::to_string(values) +
                    " values, which is not " + std::to_string(rows) + " rows of " +
                    std::to_string(columns) + " (at least one of each)");
  }
}

void check_binary(LabelMatrix matrix, const char* what) {
  if (std::any_of(matrix.values.begin(), matrix.values.end(), [](auto v) { return v > 1; })) {
    throw Error(ErrorCode::kInvalidArgument,
                std::string("metrics: ") + what + " must hold 0 and 1 only");
  }
}

void check(ScoreMatrix probabilities, LabelMatrix predictions, LabelMatrix truth) {
  check_shape(probabilities.values.size(), probabilities.rows, probabilities.columns,
              "probabilities");
  check_shape(predictions.values.size(), probabilities.rows, probabilities.columns, "predictions");
  check_shape(truth.values.size(), probabilities.rows, probabilities.columns, "truth");
  if (predictions.rows != probabilities.rows || truth.rows != probabilities.rows) {
    throw Error(ErrorCode::kInvalidArgument,
                "metrics: probabilities, predictions and truth must have the same shape");
  }
  for (std::size_t i = 0; i < probabilities.values.size(); ++i) {
    const float p = probabilities.values[i];
    if (!(p >= 0 && p <= 1)) {
      throw Error(ErrorCode::kInvalidArgument,
                  "metrics: the probability of row " + std::to_string(i / probabilities.columns) +
                      ", label " + std::to_string(i % probabilities.columns) + " is " +
                      std::to_string(p) + "; it must be between 0 and 1");
    }
  }
  check_binary(predictions, "predictions");
  check_binary(truth, "truth");
}

// Average precision while pairs come in order of falling score: the sum over distinct scores of
// (recall gained) * (precision there); no interpolation.
class AveragePrecision {
 public:
  void add(std::uint32_t weight, bool right) {
    given_ += weight;
    if (right) hits_ += weight;
  }
  void end_of_score() {
    if (hits_ == counted_) return;
    sum_ += static_cast<double>(hits_ - counted_) * ratio(hits_, given_);
    counted_ = hits_;
  }
  std::optional<double> value() const {  // absent without a positive pair
    if (hits_ == 0) return std::nullopt;
    return sum_ / static_cast<double>(hits_);
  }

 private:
  std::size_t given_ = 0, hits_ = 0, counted_ = 0;
  double sum_ = 0;
};

}  // namespace

WeightedMetrics::WeightedMetrics(ScoreMatrix probabilities, LabelMatrix predictions,
                                 LabelMatrix truth) {
  check(probabilities, predictions, truth);
  labels_ = probabilities.columns;
  rows_.reserve(probabilities.rows);
  pairs_.reserve(probabilities.values.size());
  for (std::size_t row = 0; row < probabilities.rows; ++row) {
    const auto scores = probabilities.row(row);
    const auto given = predictions.row(row);
    const auto actual = truth.row(row);
    Row own = rank_row(scores, actual);
    for (std::size_t label = 0; label < labels_; ++label) {
      const bool is_given = given[label] != 0;
      const bool is_right = actual[label] != 0;
      own.predicted += is_given ? 1 : 0;
      own.support += is_right ? 1 : 0;
      own.hits += is_given && is_right ? 1 : 0;
      own.excess[calibration_bin(scores[label])] +=
          static_cast<double>(scores[label]) - (is_right ? 1 : 0);
      const auto row_index = static_cast<std::uint32_t>(row);
      const auto label_index = static_cast<std::uint32_t>(label);
      if (is_given || is_right) marks_.push_back({row_index, label_index, is_given, is_right});
      pairs_.push_back({scores[label], row_index, label_index, is_right});
    }
    rows_.push_back(own);
  }
  std::sort(pairs_.begin(), pairs_.end(),
            [](const Pair& a, const Pair& b) { return a.score > b.score; });
}

WeightedMetrics::Row WeightedMetrics::rank_row(std::span<const float> scores,
                                               std::span<const std::uint8_t> truth) {
  Row result;
  std::vector<float> relevant;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (truth[i] != 0) relevant.push_back(scores[i]);
  }
  if (relevant.empty()) return result;

  // Ranks count all scores that are as high, so that ties help nobody.
  std::vector<float> sorted(scores.begin(), scores.end());
  std::sort(sorted.begin(), sorted.end());
  std::sort(relevant.begin(), relevant.end());
  const auto rank = [](const std::vector<float>& ascending, float score) {
    return static_cast<std::size_t>(ascending.end() -
                                    std::lower_bound(ascending.begin(), ascending.end(), score));
  };
  double sum = 0;
  for (const float score : relevant) sum += ratio(rank(relevant, score), rank(sorted, score));
  result.average_precision = sum / static_cast<double>(relevant.size());
  result.coverage = rank(sorted, relevant.front());

  // The top places as Decision gives them: ties by label index.
  std::array<std::size_t, kTop> top = {};
  std::size_t held = 0;
  for (std::size_t label = 0; label < scores.size(); ++label) {
    std::size_t place = held;
    while (place > 0 && scores[label] > scores[top[place - 1]]) --place;
    if (place == kTop) continue;
    held = std::min(held + 1, kTop);
    for (std::size_t i = held - 1; i > place; --i) top[i] = top[i - 1];
    top[place] = label;
  }
  std::size_t hits = 0;
  for (std::size_t k = 0; k < kTop; ++k) {
    if (k < held) hits += truth[top[k]];
    result.hits_in_top[k] = hits;
  }
  return result;
}

Metrics WeightedMetrics::compute(std::span<const std::uint32_t> weights) const {
  Metrics metrics;
  metrics.labels = labels_;
  for (const std::uint32_t weight : weights) metrics.rows += weight;
  if (weights.size() != rows_.size() || metrics.rows == 0) {
    throw Error(ErrorCode::kInvalidArgument, "metrics: " + std::to_string(weights.size()) +
                                                 " weights for " + std::to_string(rows_.size()) +
                                                 " rows; one a row, not all 0, is needed");
  }
  measure_rows(weights, metrics);
  measure_labels(weights, metrics);
  measure_rankings(weights, metrics);
  return metrics;
}

void WeightedMetrics::measure_rows(std::span<const std::uint32_t> weights, Metrics& metrics) const {
  PrecisionRecallF1 sample_sum;
  std::size_t exact = 0, given = 0, untagged = 0, labelled_rows = 0, coverage = 0, differing = 0;
  std::array<std::size_t, kTop> hits_in_top = {};
  std::array<double, kTop> recall_in_top = {};
  std::array<double, kCalibrationBins> excess = {};
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const std::size_t weight = weights[i];
    if (weight == 0) continue;
    const Row& row = rows_[i];
    const auto times = static_cast<double>(weight);
    add(sample_sum, scores_of(row.hits, row.predicted, row.support), times);
    exact += row.hits == row.predicted && row.hits == row.support ? weight : 0;
    given += weight * row.predicted;
    untagged += row.predicted == 0 ? weight : 0;
    differing += weight * (row.predicted + row.support - 2 * row.hits);
    metrics.lrap += times * row.average_precision;
    coverage += weight * row.coverage;
    for (std::size_t bin = 0; bin < kCalibrationBins; ++bin) excess[bin] += times * row.excess[bin];
    if (row.support == 0) continue;
    labelled_rows += weight;
    for (std::size_t k = 0; k < kTop; ++k) {
      hits_in_top[k] += weight * row.hits_in_top[k];
      recall_in_top[k] += times * ratio(row.hits_in_top[k], row.support);
    }
  }
  const std::size_t pairs = metrics.rows * labels_;
  metrics.sample = divided(sample_sum, metrics.rows);
  metrics.subset_accuracy = ratio(exact, metrics.rows);
  metrics.tags_per_row = ratio(given, metrics.rows);
  metrics.rows_without_tags = ratio(untagged, metrics.rows);
  metrics.hamming_accuracy = ratio(pairs - differing, pairs);
  metrics.lrap /= static_cast<double>(metrics.rows);
  metrics.coverage_error = ratio(coverage, metrics.rows);
  for (const double bin : excess) metrics.calibration_error += std::abs(bin);
  metrics.calibration_error /= static_cast<double>(pairs);
  const auto precision_at = [&](std::size_t k) {
    return ratio(hits_in_top[k - 1], k * metrics.rows);
  };
  const auto recall_at = [&](std::size_t k) { return ratio(recall_in_top[k - 1], labelled_rows); };
  metrics.precision_at_1 = precision_at(1);
  metrics.precision_at_3 = precision_at(3);
  metrics.precision_at_5 = precision_at(5);
  metrics.recall_at_1 = recall_at(1);
  metrics.recall_at_3 = recall_at(3);
  metrics.recall_at_5 = recall_at(5);
}

void WeightedMetrics::measure_labels(std::span<const std::uint32_t> weights,
                                     Metrics& metrics) const {
  metrics.per_label.resize(labels_);
  for (const Mark& mark : marks_) {
    LabelMetrics& own = metrics.per_label[mark.label];
    own.support += mark.right ? weights[mark.row] : 0;
    own.predicted += mark.given ? weights[mark.row] : 0;
    own.true_positives += mark.right && mark.given ? weights[mark.row] : 0;
  }
  std::size_t hits = 0, predicted = 0, support = 0;
  PrecisionRecallF1 macro_sum;
  for (LabelMetrics& own : metrics.per_label) {
    own.scores = scores_of(own.true_positives, own.predicted, own.support);
    add(macro_sum, own.scores);
    hits += own.true_positives;
    predicted += own.predicted;
    support += own.support;
  }
  metrics.micro = scores_of(hits, predicted, support);
  metrics.macro = divided(macro_sum, labels_);
}

void WeightedMetrics::measure_rankings(std::span<const std::uint32_t> weights,
                                       Metrics& metrics) const {
  AveragePrecision all;
  std::vector<AveragePrecision> own(labels_);
  // Pairs of the same score stand or fall together.
  for (std::size_t begin = 0, end = 0; begin < pairs_.size(); begin = end) {
    for (; end < pairs_.size() && pairs_[end].score == pairs_[begin].score; ++end) {
      const Pair& pair = pairs_[end];
      all.add(weights[pair.row], pair.right);
      own[pair.label].add(weights[pair.row], pair.right);
    }
    all.end_of_score();
    for (std::size_t i = begin; i < end; ++i) own[pairs_[i].label].end_of_score();
  }
  metrics.map_micro = all.value().value_or(0);
  std::size_t labels_with_support = 0;
  for (std::size_t label = 0; label < labels_; ++label) {
    const auto value = own[label].value();
    metrics.per_label[label].average_precision = value;
    if (!value) continue;
    ++labels_with_support;
    metrics.map_macro += *value;
  }
  if (labels_with_support > 0) metrics.map_macro /= static_cast<double>(labels_with_support);
}

}  // namespace linnet
