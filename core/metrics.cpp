// Multi-label metrics: counts, rankings and calibration, each over rows, labels or pairs.
#include "core/metrics.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "core/error.h"
#include "core/ranking.h"

namespace linnet {
namespace {

constexpr std::size_t kCalibrationBins = 15;
constexpr std::size_t kTop = 5;

double ratio(std::size_t part, std::size_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

PrecisionRecallF1 scores_of(std::size_t hits, std::size_t predicted, std::size_t support) {
  return {ratio(hits, predicted), ratio(hits, support), ratio(2 * hits, predicted + support)};
}

void add(PrecisionRecallF1& sum, const PrecisionRecallF1& term) {
  sum.precision += term.precision;
  sum.recall += term.recall;
  sum.f1 += term.f1;
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

// Sum over distinct thresholds of (recall gained) * (precision there); no interpolation.
// Absent without a positive pair.
std::optional<double> average_precision(ScoreRanking& ranking) {
  const std::vector<ScoreGroup> groups = ranking.groups();
  const std::size_t positives = groups.empty() ? 0 : groups.back().hits;
  if (positives == 0) return std::nullopt;
  double sum = 0;
  std::size_t hits_before = 0;
  for (const ScoreGroup& group : groups) {
    sum += ratio(group.hits - hits_before, positives) * ratio(group.hits, group.given);
    hits_before = group.hits;
  }
  return sum;
}

struct RowRanking {
  double average_precision = 1;
  std::size_t coverage = 0;
  std::array<std::size_t, kTop> hits_in_top = {};  // [k - 1]: true labels among the first k
};

RowRanking rank_row(std::span<const float> scores, std::span<const std::uint8_t> truth,
                    std::vector<float>& relevant, std::vector<float>& sorted) {
  RowRanking result;
  relevant.clear();
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (truth[i] != 0) relevant.push_back(scores[i]);
  }
  if (relevant.empty()) return result;

  // Ranks count all scores that are as high, so that ties help nobody.
  sorted.assign(scores.begin(), scores.end());
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

void measure_rows(ScoreMatrix probabilities, LabelMatrix predictions, LabelMatrix truth,
                  Metrics& metrics) {
  std::vector<float> relevant;
  std::vector<float> sorted;
  PrecisionRecallF1 sample_sum;
  std::size_t exact = 0, given_in_all = 0, untagged = 0, labelled_rows = 0, coverage = 0;
  std::array<std::size_t, kTop> hits_in_top = {};
  std::array<double, kTop> recall_in_top = {};
  for (std::size_t row = 0; row < metrics.rows; ++row) {
    const auto given = predictions.row(row);
    const auto actual = truth.row(row);
    std::size_t predicted = 0, support = 0, hits = 0;
    for (std::size_t label = 0; label < metrics.labels; ++label) {
      predicted += given[label];
      support += actual[label];
      hits += given[label] & actual[label];
    }
    add(sample_sum, scores_of(hits, predicted, support));
    exact += hits == predicted && hits == support ? 1 : 0;
    given_in_all += predicted;
    untagged += predicted == 0 ? 1 : 0;

    const RowRanking ranking = rank_row(probabilities.row(row), actual, relevant, sorted);
    metrics.lrap += ranking.average_precision;
    coverage += ranking.coverage;
    if (support == 0) continue;
    ++labelled_rows;
    for (std::size_t k = 0; k < kTop; ++k) {
      hits_in_top[k] += ranking.hits_in_top[k];
      recall_in_top[k] += ratio(ranking.hits_in_top[k], support);
    }
  }
  metrics.sample = divided(sample_sum, metrics.rows);
  metrics.subset_accuracy = ratio(exact, metrics.rows);
  metrics.tags_per_row = ratio(given_in_all, metrics.rows);
  metrics.rows_without_tags = ratio(untagged, metrics.rows);
  metrics.lrap /= static_cast<double>(metrics.rows);
  metrics.coverage_error = ratio(coverage, metrics.rows);
  const auto precision_at = [&](std::size_t k) {
    return ratio(hits_in_top[k - 1], k * metrics.rows);
  };
  const auto recall_at = [&](std::size_t k) {
    return labelled_rows == 0 ? 0 : recall_in_top[k - 1] / static_cast<double>(labelled_rows);
  };
  metrics.precision_at_1 = precision_at(1);
  metrics.precision_at_3 = precision_at(3);
  metrics.precision_at_5 = precision_at(5);
  metrics.recall_at_1 = recall_at(1);
  metrics.recall_at_3 = recall_at(3);
  metrics.recall_at_5 = recall_at(5);
}

void measure_labels(ScoreMatrix probabilities, LabelMatrix predictions, LabelMatrix truth,
                    Metrics& metrics) {
  metrics.per_label.resize(metrics.labels);
  std::size_t hits = 0, predicted = 0, support = 0, labels_with_support = 0;
  PrecisionRecallF1 macro_sum;
  double average_precision_sum = 0;
  for (std::size_t label = 0; label < metrics.labels; ++label) {
    LabelMetrics& own = metrics.per_label[label];
    ScoreRanking ranking;
    ranking.reserve(metrics.rows);
    for (std::size_t at = label; at < truth.values.size(); at += metrics.labels) {
      own.support += truth.values[at];
      own.predicted += predictions.values[at];
      own.true_positives += truth.values[at] & predictions.values[at];
      ranking.add(probabilities.values[at], truth.values[at] != 0);
    }
    own.scores = scores_of(own.true_positives, own.predicted, own.support);
    own.average_precision = average_precision(ranking);
    if (own.average_precision) {
      ++labels_with_support;
      average_precision_sum += *own.average_precision;
    }
    add(macro_sum, own.scores);
    hits += own.true_positives;
    predicted += own.predicted;
    support += own.support;
  }
  metrics.micro = scores_of(hits, predicted, support);
  metrics.macro = divided(macro_sum, metrics.labels);
  metrics.map_macro = labels_with_support == 0
                          ? 0
                          : average_precision_sum / static_cast<double>(labels_with_support);
}

void measure_pairs(ScoreMatrix probabilities, LabelMatrix predictions, LabelMatrix truth,
                   Metrics& metrics) {
  struct Bin {
    std::size_t pairs = 0;
    std::size_t positives = 0;
    double confidence = 0;
  };
  std::array<Bin, kCalibrationBins> bins;
  ScoreRanking ranking;
  const std::size_t pairs = truth.values.size();
  ranking.reserve(pairs);
  std::size_t agreeing = 0;
  for (std::size_t i = 0; i < pairs; ++i) {
    const float p = probabilities.values[i];
    ranking.add(p, truth.values[i] != 0);
    agreeing += predictions.values[i] == truth.values[i] ? 1 : 0;
    const auto place = static_cast<std::size_t>(static_cast<double>(p) * kCalibrationBins);
    Bin& bin = bins[std::min(place, kCalibrationBins - 1)];
    ++bin.pairs;
    bin.positives += truth.values[i];
    bin.confidence += p;
  }
  metrics.hamming_accuracy = ratio(agreeing, pairs);
  metrics.map_micro = average_precision(ranking).value_or(0);
  for (const Bin& bin : bins) {
    metrics.calibration_error += std::abs(bin.confidence - static_cast<double>(bin.positives));
  }
  metrics.calibration_error /= static_cast<double>(pairs);
}

}  // namespace

Metrics compute_metrics(ScoreMatrix probabilities, LabelMatrix predictions, LabelMatrix truth) {
  check(probabilities, predictions, truth);
  Metrics metrics;
  metrics.rows = probabilities.rows;
  metrics.labels = probabilities.columns;
  measure_rows(probabilities, predictions, truth, metrics);
  measure_labels(probabilities, predictions, truth, metrics);
  measure_pairs(probabilities, predictions, truth, metrics);
  return metrics;
}

std::vector<std::uint8_t> apply_thresholds(ScoreMatrix scores, std::span<const float> thresholds) {
  if (thresholds.size() != 1 && thresholds.size() != scores.columns) {
    throw Error(ErrorCode::kInvalidArgument, "thresholds: " + std::to_string(thresholds.size()) +
                                                 " for " + std::to_string(scores.columns) +
                                                 " labels; one, or one a label, is needed");
  }
  std::vector<std::uint8_t> predictions(scores.values.size());
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    const float threshold = thresholds[thresholds.size() == 1 ? 0 : i % scores.columns];
    predictions[i] = scores.values[i] >= threshold ? 1 : 0;
  }
  return predictions;
}

}  // namespace linnet
