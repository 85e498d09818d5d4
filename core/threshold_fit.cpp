// Platt scaling, blending and F1 thresholds.
#include "core/threshold_fit.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "core/error.h"
#include "core/graded_metrics.h"
#include "core/logistic_fit.h"
#include "core/ranking.h"

namespace linnet {
namespace {

constexpr float kNoEvidence = 0.5F;  // the threshold where there is nothing to fit it on

template <typename Truth>
void check(ScoreMatrix scores, const Truth& truth, bool probabilities) {
  const auto whole = [](const auto& matrix) {
    return matrix.rows > 0 && matrix.columns > 0 &&
           matrix.values.size() / matrix.columns == matrix.rows &&
           matrix.values.size() % matrix.columns == 0;
  };
  if (!whole(scores) || !whole(truth) || scores.rows != truth.rows ||
      scores.columns != truth.columns) {
    throw Error(ErrorCode::kInvalidArgument,
                "fit: scores and truth must have the same shape, with a row and a label at least");
  }
  for (std::size_t i = 0; i < scores.values.size(); ++i) {
    const float s = scores.values[i];
    if (probabilities ? !(s >= 0 && s <= 1) : !std::isfinite(s)) {
      throw Error(ErrorCode::kInvalidArgument,
                  "fit: the score of row " + std::to_string(i / scores.columns) + ", label " +
                      std::to_string(i % scores.columns) + " is " + std::to_string(s) +
                      (probabilities ? "; it must be between 0 and 1" : "; it must be finite"));
    }
  }
}

bool has_both_classes(LabelMatrix truth) {
  const auto positives = std::count_if(truth.values.begin(), truth.values.end(),
                                       [](auto value) { return value != 0; });
  return positives > 0 && static_cast<std::size_t>(positives) < truth.values.size();
}

// The threshold of best graded_f1(), halfway to the next lower score so that it does not hang on
// one row; the highest of equals. kNoEvidence without a clear pair.
float best_threshold(ScoreRanking& ranking) {
  const std::vector<ScoreGroup> groups = ranking.groups();
  const std::size_t clear = groups.empty() ? 0 : groups.back().clear;
  if (clear == 0) return kNoEvidence;
  double best_f1 = -1;
  std::size_t best = 0;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const double f1 = graded_f1(groups[i].given, groups[i].accepted, groups[i].clear, clear);
    if (f1 > best_f1) {
      best_f1 = f1;
      best = i;
    }
  }
  const float score = groups[best].score;
  const float below = best + 1 < groups.size() ? groups[best + 1].score : 0.0F;
  const float middle = below + (score - below) / 2;
  return middle > below ? middle : score;
}

// (mean probability of each label / geometric mean of these)^power.
std::vector<double> frequency_scales(ScoreMatrix probabilities, double power) {
  constexpr double kLeast = 1e-6;  // of a mean, so that a label that is never expected has one
  std::vector<double> scales(probabilities.columns, 0);
  for (std::size_t i = 0; i < probabilities.values.size(); ++i) {
    scales[i % probabilities.columns] += probabilities.values[i];
  }
  double mean_log = 0;
  for (double& scale : scales) {
    scale = std::log(std::max(kLeast, scale / static_cast<double>(probabilities.rows)));
    mean_log += scale / static_cast<double>(scales.size());
  }
  for (double& scale : scales) scale = std::exp(power * (scale - mean_log));
  return scales;
}

double logit_of(double probability) {
  constexpr double kEdge = 1e-6;
  const double p = std::clamp(probability, kEdge, 1 - kEdge);
  return std::log(p / (1 - p));
}

}  // namespace

Calibration fit_calibration(ScoreMatrix logits, LabelMatrix truth) {
  check(logits, truth, false);
  if (!has_both_classes(truth)) return {};
  const std::array<std::span<const float>, 1> inputs{logits.values};
  const LogisticFit fit = fit_logistic(inputs, truth.values);
  return {fit.weights[0], fit.bias};
}

double fit_instant_weight(ScoreMatrix full, ScoreMatrix instant, LabelMatrix truth) {
  check(full, truth, false);
  check(instant, truth, false);
  if (!has_both_classes(truth)) return 0;
  const std::array<std::span<const float>, 2> inputs{full.values, instant.values};
  const LogisticFit fit = fit_logistic(inputs, truth.values);
  if (fit.weights[1] <= 0) return 0;
  if (fit.weights[0] * kMaxInstantWeight <= fit.weights[1]) return kMaxInstantWeight;
  return fit.weights[1] / fit.weights[0];
}

float fit_global_threshold(ScoreMatrix probabilities, RelevanceMatrix relevance) {
  return fit_common_thresholds(probabilities, relevance, 0).front();
}

std::vector<float> fit_common_thresholds(ScoreMatrix probabilities, RelevanceMatrix relevance,
                                         double frequency_power) {
  check(probabilities, relevance, true);
  if (!(frequency_power >= 0 && frequency_power <= 1)) {
    throw Error(ErrorCode::kInvalidArgument, "fit: the power of frequencies must be from 0 to 1");
  }
  const std::vector<double> scales = frequency_scales(probabilities, frequency_power);
  ScoreRanking ranking;
  ranking.reserve(relevance.values.size());
  bool any = false;
  for (std::size_t i = 0; i < relevance.values.size(); ++i) {
    const double scaled = probabilities.values[i] / scales[i % relevance.columns];
    ranking.add(static_cast<float>(scaled), relevance.values[i]);
    any = any || relevance.values[i] == Relevance::kClear;
  }
  const float common = best_threshold(ranking);
  std::vector<float> thresholds(relevance.columns, common);
  if (!any) return thresholds;
  for (std::size_t label = 0; label < relevance.columns; ++label) {
    thresholds[label] = static_cast<float>(std::min(1.0, common * scales[label]));
  }
  return thresholds;
}

std::vector<float> fit_label_thresholds(ScoreMatrix probabilities, RelevanceMatrix relevance,
                                        std::span<const float> common, double shrinkage) {
  check(probabilities, relevance, true);
  if (common.size() != relevance.columns ||
      !std::all_of(common.begin(), common.end(), [](float t) { return t >= 0 && t <= 1; })) {
    throw Error(ErrorCode::kInvalidArgument,
                "fit: there must be a common threshold from 0 to 1 for each label");
  }
  if (!(shrinkage >= 0) || !std::isfinite(shrinkage)) {
    throw Error(ErrorCode::kInvalidArgument, "fit: shrinkage must be a finite number of 0 or more");
  }
  std::vector<float> thresholds(common.begin(), common.end());
  for (std::size_t label = 0; label < relevance.columns; ++label) {
    ScoreRanking ranking;
    ranking.reserve(relevance.rows);
    double support = 0;
    for (std::size_t row = 0; row < relevance.rows; ++row) {
      const Relevance actual = relevance.row(row)[label];
      ranking.add(probabilities.row(row)[label], actual);
      support += actual == Relevance::kClear ? 1 : 0;
    }
    if (support == 0) continue;
    const float own = best_threshold(ranking);
    const double weight = support / (support + shrinkage);
    const double drawn = weight * logit_of(own) + (1 - weight) * logit_of(common[label]);
    thresholds[label] = weight == 1 ? own : static_cast<float>(1 / (1 + std::exp(-drawn)));
  }
  return thresholds;
}

}  // namespace linnet
