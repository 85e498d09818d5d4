#include "native/evaluate/decision_fit.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <optional>
#include <random>

#include "core/error.h"
#include "core/metrics.h"

namespace linnet::evaluate {
namespace {

struct Split {
  std::vector<float> logits;
  std::vector<std::uint8_t> truth;
  std::size_t rows, labels;

  ScoreMatrix scores() const { return {logits, rows, labels}; }
  LabelMatrix matrix() const { return {truth, rows, labels}; }
  DecisionFit fit(std::size_t max_tags,
                  const std::optional<ScoreMatrix>& instant = std::nullopt) const {
    const auto relevance = clear_where(truth);
    return fit_decision(scores(), {relevance, rows, labels}, max_tags, instant);
  }
};

// Logits that tell the truth with noise; label i is shifted by `shifts[i]`.
Split noisy_split(std::size_t rows, const std::vector<float>& shifts, float noise, unsigned seed) {
  Split split{{}, {}, rows, shifts.size()};
  std::mt19937 generator(seed);
  std::normal_distribution<float> normal(0, noise);
  for (std::size_t row = 0; row < rows; ++row) {
    for (const float shift : shifts) {
      const bool given = generator() % 4 == 0;
      split.truth.push_back(given ? 1 : 0);
      split.logits.push_back((given ? 1.0F : -1.0F) + shift + normal(generator));
    }
  }
  return split;
}

double micro_f1(const Decided& decided, const Split& split) {
  return compute_metrics({decided.probabilities, split.rows, split.labels},
                         {decided.predictions, split.rows, split.labels}, split.matrix())
      .micro.f1;
}

TEST_CASE("labels on different scales get thresholds of their own") {
  const Split split = noisy_split(300, {0, 4, -4, 0, 2}, 0.3F, 1);
  const DecisionFit fit = split.fit(10);
  CHECK(fit.choice.shrinkage.has_value());
  CHECK(micro_f1(fit.held_out, split) > 0.95);
  CHECK(fit.rule.thresholds[1] > fit.rule.thresholds[0]);
  CHECK(fit.rule.thresholds[2] < fit.rule.thresholds[0]);
}

TEST_CASE("an instant tier that knows better is blended in, and held-out rows gain from it") {
  const Split full = noisy_split(200, std::vector<float>(5, 0), 2, 5);
  Split instant = full;
  std::mt19937 generator(6);
  std::normal_distribution<float> normal(0, 0.7F);
  for (std::size_t i = 0; i < instant.logits.size(); ++i) {
    instant.logits[i] = (full.truth[i] != 0 ? 1.0F : -1.0F) + normal(generator);
  }
  const DecisionFit alone = full.fit(10);
  const DecisionFit blended = full.fit(10, instant.scores());
  CHECK(alone.rule.instant_weight == 0);
  CHECK(blended.rule.instant_weight > 1);
  CHECK(micro_f1(blended.held_out, full) > micro_f1(alone.held_out, full) + 0.1);
}

TEST_CASE("labels on one scale keep one threshold") {
  const Split split = noisy_split(60, std::vector<float>(30, 0.5F), 1, 2);
  const DecisionFit fit = split.fit(10);
  CHECK(fit.choice == ThresholdChoice{});
  for (const float threshold : fit.rule.thresholds) CHECK(threshold == fit.rule.thresholds[0]);
  REQUIRE(fit.candidates.size() > 1);
  CHECK(fit.candidates[0].choice == ThresholdChoice{});
}

TEST_CASE("rare labels that are known less surely get lower thresholds, and macro F1 gains") {
  // Calibrated logits, and the truth drawn by them: common labels are known well, rare ones badly.
  Split split{{}, {}, 300, 20};
  std::mt19937 generator(7);
  std::normal_distribution<float> normal(0, 1);
  std::uniform_real_distribution<float> uniform(0, 1);
  for (std::size_t row = 0; row < split.rows; ++row) {
    for (std::size_t label = 0; label < split.labels; ++label) {
      const float logit = label < 5 ? -1 + 3 * normal(generator) : -3 + normal(generator);
      split.logits.push_back(logit);
      split.truth.push_back(uniform(generator) < 1 / (1 + std::exp(-logit)) ? 1 : 0);
    }
  }
  const DecisionFit fit = split.fit(20);
  CHECK(fit.choice.frequency_power > 0);
  CHECK(fit.rule.thresholds[10] < fit.rule.thresholds[0]);
  const ThresholdScore& one_for_all = fit.candidates.front();
  const auto chosen =
      std::find_if(fit.candidates.begin(), fit.candidates.end(),
                   [&](const ThresholdScore& score) { return score.choice == fit.choice; });
  REQUIRE(chosen != fit.candidates.end());
  CHECK(chosen->macro_f1 > one_for_all.macro_f1 + 0.02);
  for (const float threshold : fit.rule.thresholds) CHECK(threshold >= 0.1F);
}

TEST_CASE("on pure noise the rows fitted on look better than held-out ones") {
  const Split split = noisy_split(60, std::vector<float>(20, 0), 100, 3);
  const DecisionFit fit = split.fit(20);
  const auto& points = fit.rule.operating_points;
  REQUIRE(points.size() == 9);
  for (std::size_t p = 1; p < points.size(); ++p) {
    CHECK(points[p].shift > points[p - 1].shift);
    CHECK(points[p].recall <= points[p - 1].recall);
    CHECK(points[p].tags_per_row <= points[p - 1].tags_per_row);
  }
  const auto held_out = metrics_of(fit.held_out, split.matrix());
  CHECK(points[4].shift == 0);
  CHECK(points[4].precision == Approx(held_out.micro.precision));
  CHECK(points[4].recall == Approx(held_out.micro.recall));
  CHECK(points[4].tags_per_row == Approx(held_out.tags_per_row));
  CHECK(micro_f1(decide_rows(Decision(fit.rule), split.scores()), split) >=
        micro_f1(fit.held_out, split));
}

TEST_CASE("a row's held-out decision does not see the row's own truth") {
  Split split = noisy_split(100, {0, 1, 2}, 1, 4);
  const DecisionFit before = split.fit(10);
  for (std::size_t label = 0; label < 3; ++label) split.truth[label] ^= 1;
  const DecisionFit after = split.fit(10);
  for (std::size_t label = 0; label < 3; ++label) {
    CHECK(after.held_out.probabilities[label] == before.held_out.probabilities[label]);
    CHECK(after.held_out.predictions[label] == before.held_out.predictions[label]);
  }
}

TEST_CASE("the rule gives at most the count of tags that it was made for") {
  const Split split = noisy_split(40, std::vector<float>(6, 0), 0.1F, 5);
  const DecisionFit fit = split.fit(1);
  CHECK(fit.rule.max_tags == 1);
  for (std::size_t row = 0; row < split.rows; ++row) {
    int given = 0;
    for (std::size_t label = 0; label < 6; ++label)
      given += fit.held_out.predictions[row * 6 + label];
    CHECK(given <= 1);
  }
}

TEST_CASE("a label that fits but is not clear is neither demanded nor counted as wrong") {
  // Where the first label fits all rows and is clear in none, giving it costs nothing.
  const Split plain = noisy_split(100, {0, 0, 0}, 0.3F, 8);
  std::vector<float> logits;
  std::vector<Relevance> relevance;
  for (std::size_t row = 0; row < plain.rows; ++row) {
    logits.push_back(3);
    relevance.push_back(Relevance::kFits);
    for (std::size_t label = 0; label < plain.labels; ++label) {
      logits.push_back(plain.logits[row * plain.labels + label]);
      relevance.push_back(plain.truth[row * plain.labels + label] != 0 ? Relevance::kClear
                                                                       : Relevance::kNone);
    }
  }
  const RelevanceMatrix matrix{relevance, plain.rows, 4};
  const DecisionFit fit = fit_decision({logits, plain.rows, 4}, matrix, 10);
  const GradedMetrics metrics = graded_metrics_of(fit.held_out, matrix);
  CHECK(metrics.accepted > 0.95);
  CHECK(metrics.clear_found > 0.95);
  CHECK(metrics.per_label[0].given > 90);
  CHECK(metrics.calibration_error < 0.1);
}

TEST_CASE("titles alone, of which a model is less sure, get the shift that suits them") {
  // Right labels have the log-odds -0.55 where only the title is read, wrong ones -1.55.
  const std::size_t rows = 20, labels = 4;
  std::vector<float> logits(rows * labels, -1.55F);
  std::vector<Relevance> relevance(rows * labels, Relevance::kNone);
  for (std::size_t row = 0; row < rows; ++row) {
    logits[row * labels + row % labels] = -0.55F;
    relevance[row * labels + row % labels] = Relevance::kClear;
  }
  DecisionRule rule;
  rule.thresholds.assign(labels, 0.5F);
  const double shift = fit_title_shift(rule, {logits, rows, labels}, {relevance, rows, labels});
  CHECK(shift < -0.5);
  CHECK(shift > -1.6);
  for (float& logit : logits) logit += 1;
  CHECK(fit_title_shift(rule, {logits, rows, labels}, {relevance, rows, labels}) == 0);
}

TEST_CASE("too few rows to fit on are refused") {
  const Split split = noisy_split(9, {0, 0}, 1, 6);
  CHECK_THROWS_AS(split.fit(10), Error);
}

}  // namespace
}  // namespace linnet::evaluate
