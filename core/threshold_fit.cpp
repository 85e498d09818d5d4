// Platt scaling and F1 thresholds.
#include "core/threshold_fit.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "core/error.h"
#include "core/ranking.h"

namespace linnet {
namespace {

constexpr float kNoEvidence = 0.5F;  // the threshold where there is nothing to fit it on

template <typename Scores>
void check(const Scores& scores, LabelMatrix truth, bool probabilities) {
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

// The log-likelihood of Platt's model and its derivatives, as minimised by Lin, Lin and Weng, "A
// note on Platt's probabilistic outputs for support vector machines" (2007).
class PlattLoss {
 public:
  PlattLoss(ScoreMatrix logits, LabelMatrix truth, std::size_t positives)
      : logits_(logits.values), truth_(truth.values) {
    const auto hits = static_cast<double>(positives);
    const auto misses = static_cast<double>(truth.values.size() - positives);
    positive_target_ = (hits + 1) / (hits + 2);
    negative_target_ = 1 / (misses + 2);
  }

  // Mean cross-entropy: log(1 + e^x) - target * x, written so that neither exponential overflows.
  double value(const Calibration& at) const {
    double sum = 0;
    for (std::size_t i = 0; i < logits_.size(); ++i) {
      const double x = at.scale * logits_[i] + at.bias;
      sum += std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))) - target(i) * x;
    }
    return sum / static_cast<double>(logits_.size());
  }

  struct Derivatives {
    double scale = 0, bias = 0;                             // gradient
    double scale_scale = 0, scale_bias = 0, bias_bias = 0;  // Hessian
  };
  Derivatives derivatives(const Calibration& at) const {
    Derivatives d;
    for (std::size_t i = 0; i < logits_.size(); ++i) {
      const double logit = logits_[i];
      const double p = 1 / (1 + std::exp(-(at.scale * logit + at.bias)));
      const double slope = p - target(i);
      const double curvature = p * (1 - p);
      d.scale += slope * logit;
      d.bias += slope;
      d.scale_scale += curvature * logit * logit;
      d.scale_bias += curvature * logit;
      d.bias_bias += curvature;
    }
    const double n = static_cast<double>(logits_.size());
    for (double* sum : {&d.scale, &d.bias, &d.scale_scale, &d.scale_bias, &d.bias_bias}) *sum /= n;
    return d;
  }

 private:
  double target(std::size_t i) const {
    return truth_[i] != 0 ? positive_target_ : negative_target_;
  }

  std::span<const float> logits_;
  std::span<const std::uint8_t> truth_;
  double positive_target_ = 1;
  double negative_target_ = 0;
};

// The threshold of best F1, halfway to the next lower score so that it does not hang on one row;
// the highest of equals. kNoEvidence without a positive.
float best_threshold(ScoreRanking& ranking) {
  const std::vector<ScoreGroup> groups = ranking.groups();
  const std::size_t positives = groups.empty() ? 0 : groups.back().hits;
  if (positives == 0) return kNoEvidence;
  double best_f1 = -1;
  std::size_t best = 0;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const double f1 =
        2 * static_cast<double>(groups[i].hits) / static_cast<double>(groups[i].given + positives);
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

double logit_of(double probability) {
  constexpr double kEdge = 1e-6;
  const double p = std::clamp(probability, kEdge, 1 - kEdge);
  return std::log(p / (1 - p));
}

}  // namespace

Calibration fit_calibration(ScoreMatrix logits, LabelMatrix truth) {
  check(logits, truth, false);
  const auto positives = static_cast<std::size_t>(
      std::count_if(truth.values.begin(), truth.values.end(), [](auto v) { return v != 0; }));
  if (positives == 0 || positives == truth.values.size()) return {};

  constexpr int kMaxSteps = 100;
  constexpr double kGradientGoal = 1e-9;
  constexpr double kRidge = 1e-12;  // keeps the Hessian regular where all logits are equal
  constexpr int kMaxHalvings = 34;  // of the line search, to a step of 1e-10
  const PlattLoss loss(logits, truth, positives);
  const double prior =
      static_cast<double>(positives + 1) / static_cast<double>(truth.values.size() - positives + 1);
  Calibration at{0, std::log(prior)};
  double value = loss.value(at);
  for (int step = 0; step < kMaxSteps; ++step) {
    const auto d = loss.derivatives(at);
    if (std::max(std::abs(d.scale), std::abs(d.bias)) < kGradientGoal) break;
    const double a = d.scale_scale + kRidge;
    const double c = d.bias_bias + kRidge;
    const double determinant = a * c - d.scale_bias * d.scale_bias;
    const double scale_step = -(c * d.scale - d.scale_bias * d.bias) / determinant;
    const double bias_step = -(a * d.bias - d.scale_bias * d.scale) / determinant;
    const double slope = d.scale * scale_step + d.bias * bias_step;

    bool improved = false;
    double length = 1;
    for (int halvings = 0; halvings < kMaxHalvings && !improved; ++halvings, length /= 2) {
      const Calibration next{at.scale + length * scale_step, at.bias + length * bias_step};
      const double next_value = loss.value(next);
      if (next_value < value + 1e-4 * length * slope) {
        at = next;
        value = next_value;
        improved = true;
      }
    }
    if (!improved) break;  // as good as floating point allows
  }
  return at;
}

float fit_global_threshold(ScoreMatrix probabilities, LabelMatrix truth) {
  check(probabilities, truth, true);
  ScoreRanking ranking;
  ranking.reserve(truth.values.size());
  for (std::size_t i = 0; i < truth.values.size(); ++i) {
    ranking.add(probabilities.values[i], truth.values[i] != 0);
  }
  return best_threshold(ranking);
}

std::vector<float> fit_label_thresholds(ScoreMatrix probabilities, LabelMatrix truth, float global,
                                        double shrinkage) {
  check(probabilities, truth, true);
  if (!(global >= 0 && global <= 1)) {
    throw Error(
        ErrorCode::kInvalidArgument,
        "fit: the global threshold is " + std::to_string(global) + "; it must be between 0 and 1");
  }
  if (!(shrinkage >= 0) || !std::isfinite(shrinkage)) {
    throw Error(ErrorCode::kInvalidArgument, "fit: shrinkage must be a finite number of 0 or more");
  }
  std::vector<float> thresholds(truth.columns, global);
  for (std::size_t label = 0; label < truth.columns; ++label) {
    ScoreRanking ranking;
    ranking.reserve(truth.rows);
    double support = 0;
    for (std::size_t row = 0; row < truth.rows; ++row) {
      const bool actual = truth.row(row)[label] != 0;
      ranking.add(probabilities.row(row)[label], actual);
      support += actual ? 1 : 0;
    }
    if (support == 0) continue;
    const float own = best_threshold(ranking);
    const double weight = support / (support + shrinkage);
    const double drawn = weight * logit_of(own) + (1 - weight) * logit_of(global);
    thresholds[label] = weight == 1 ? own : static_cast<float>(1 / (1 + std::exp(-drawn)));
  }
  return thresholds;
}

}  // namespace linnet
