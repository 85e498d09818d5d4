// Calibration and thresholds fitted on small tables whose best answer is known.
#include "core/threshold_fit.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "core/error.h"

namespace linnet {
namespace {

struct LabelledScores {
  std::size_t rows, labels;
  std::vector<float> values;
  std::vector<std::uint8_t> truths;
  ScoreMatrix scores() const { return {values, rows, labels}; }
  LabelMatrix truth() const { return {truths, rows, labels}; }
};

float global_threshold(const LabelledScores& table) {
  const auto relevance = clear_where(table.truths);
  return fit_global_threshold(table.scores(), {relevance, table.rows, table.labels});
}

std::vector<float> common_thresholds(const LabelledScores& table, double power) {
  const auto relevance = clear_where(table.truths);
  return fit_common_thresholds(table.scores(), {relevance, table.rows, table.labels}, power);
}

std::vector<float> label_thresholds(const LabelledScores& table, const std::vector<float>& common,
                                    double shrinkage) {
  const auto relevance = clear_where(table.truths);
  return fit_label_thresholds(table.scores(), {relevance, table.rows, table.labels}, common,
                              shrinkage);
}

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

TEST_CASE("two groups of equal logits are calibrated to their shares") {
  // At logit -1 one pair of four is true, at +1 three of four. Platt's targets with 4 true and 4
  // false are 5/6 and 1/6; two free parameters fit both group means exactly:
  // at -1 (1 * 5/6 + 3 * 1/6) / 4 = 1/3, at +1 2/3. So scale = log 2 and bias = 0.
  const LabelledScores table{4, 2, {-1, -1, -1, -1, 1, 1, 1, 1}, {1, 0, 0, 0, 1, 1, 1, 0}};
  const Calibration fit = fit_calibration(table.scores(), table.truth());
  CHECK(fit.scale == Approx(std::log(2.0)).epsilon(1e-6));
  CHECK(fit.bias == Approx(0).margin(1e-6));
}

TEST_CASE("a known scale and bias are found again") {
  std::mt19937 random(7);
  const auto uniform = [&] { return static_cast<double>(random()) / 4294967296.0; };
  LabelledScores table{20000, 2, {}, {}};
  for (std::size_t i = 0; i < table.rows * table.labels; ++i) {
    const double logit = 12 * uniform() - 6;
    table.values.push_back(static_cast<float>(logit));
    table.truths.push_back(uniform() < sigmoid(0.6 * logit - 1.2) ? 1 : 0);
  }
  const Calibration fit = fit_calibration(table.scores(), table.truth());
  CHECK(fit.scale == Approx(0.6).margin(0.03));
  CHECK(fit.bias == Approx(-1.2).margin(0.06));
}

TEST_CASE("perfectly separated and far-off logits still give finite numbers") {
  const LabelledScores separated{2, 2, {-1, -1, 1, 1}, {0, 0, 1, 1}};
  const Calibration fit = fit_calibration(separated.scores(), separated.truth());
  // Targets 1/4 and 3/4: sigmoid(scale) = 3/4.
  CHECK(fit.scale == Approx(std::log(3.0)).epsilon(1e-6));

  const LabelledScores huge{2, 2, {-1e6F, -9e5F, 8e5F, 1e6F}, {0, 1, 0, 1}};
  const Calibration far = fit_calibration(huge.scores(), huge.truth());
  CHECK(std::isfinite(far.scale));
  CHECK(std::isfinite(far.bias));
}

TEST_CASE("equal logits give the share of the true pairs") {
  const LabelledScores table{4, 1, {2, 2, 2, 2}, {1, 0, 0, 0}};
  const Calibration fit = fit_calibration(table.scores(), table.truth());
  // Targets 2/3 once and 1/5 three times: mean 19/60.
  CHECK(sigmoid(2 * fit.scale + fit.bias) == Approx(19.0 / 60).epsilon(1e-4));
}

TEST_CASE("rows of one class leave the logits as they are") {
  for (const std::uint8_t only : {0, 1}) {
    const LabelledScores table{2, 1, {1, 2}, {only, only}};
    const Calibration fit = fit_calibration(table.scores(), table.truth());
    CHECK(fit.scale == 1);
    CHECK(fit.bias == 0);
  }
}

TEST_CASE("the weight of the instant tier is that with which the truth was drawn") {
  std::mt19937 random(3);
  const auto uniform = [&] { return static_cast<double>(random()) / 4294967296.0; };
  LabelledScores full{20000, 2, {}, {}};
  LabelledScores instant = full;
  for (std::size_t i = 0; i < full.rows * full.labels; ++i) {
    const double a = 6 * uniform() - 3;
    const double b = 6 * uniform() - 3;
    full.values.push_back(static_cast<float>(a));
    instant.values.push_back(static_cast<float>(b));
    full.truths.push_back(uniform() < sigmoid(1.5 * (a + 0.4 * b) - 1) ? 1 : 0);
  }
  CHECK(fit_instant_weight(full.scores(), instant.scores(), full.truth()) ==
        Approx(0.4).margin(0.03));
  LabelledScores noise = instant;
  for (float& logit : noise.values) logit = static_cast<float>(6 * uniform() - 3);
  CHECK(fit_instant_weight(full.scores(), noise.scores(), full.truth()) < 0.05);
}

TEST_CASE("the weight of the instant tier keeps to its range") {
  // The encoder says nothing, the instant tier all, and the other way round with wrong signs.
  const LabelledScores nothing{4, 1, {1, -1, 1, -1}, {1, 1, 0, 0}};
  const LabelledScores all{4, 1, {2, 1, -1, -2}, {1, 1, 0, 0}};
  const LabelledScores wrong{4, 1, {-1, -2, 2, 1}, {1, 1, 0, 0}};
  CHECK(fit_instant_weight(nothing.scores(), all.scores(), all.truth()) == kMaxInstantWeight);
  CHECK(fit_instant_weight(nothing.scores(), wrong.scores(), all.truth()) == 0);
  const LabelledScores one_class{2, 1, {1, 2}, {1, 1}};
  CHECK(fit_instant_weight(one_class.scores(), one_class.scores(), one_class.truth()) == 0);
}

TEST_CASE("the global threshold maximises micro F1, halfway between two scores") {
  // Falling: 0.9 yes, 0.8 no, 0.6 yes, 0.5 no, 0.1 no. With 2 true: F1 at 0.9 2/3, at 0.8 2/4,
  // at 0.6 4/5, at 0.5 4/6. The best cut is between 0.6 and 0.5.
  const LabelledScores table{5, 1, {.5F, .9F, .1F, .8F, .6F}, {0, 1, 0, 0, 1}};
  CHECK(global_threshold(table) == Approx(0.55));
}

TEST_CASE("of equal scores all are given or none") {
  // 0.7 three times, one true: F1 2/4. Then 0.2, true: 4/6.
  const LabelledScores table{4, 1, {.7F, .7F, .7F, .2F}, {1, 0, 0, 1}};
  CHECK(global_threshold(table) == Approx(0.1));
}

TEST_CASE("neighbouring floats are still told apart") {
  const float high = std::nextafter(0.5F, 1.0F);
  const LabelledScores table{2, 1, {high, 0.5F}, {1, 0}};
  CHECK(global_threshold(table) == high);
}

TEST_CASE("nothing true gives the neutral threshold") {
  const LabelledScores table{2, 1, {.9F, .1F}, {0, 0}};
  CHECK(global_threshold(table) == 0.5F);
}

TEST_CASE("common thresholds follow the mean probability of each label at a power") {
  // Label 0 is given four times the probability of label 1, and both rank their rows rightly.
  const LabelledScores table{
      4, 2, {.8F, .2F, .4F, .1F, .72F, .18F, .32F, .08F}, {1, 1, 0, 0, 1, 1, 0, 0}};
  const auto fit = [&](double power) { return common_thresholds(table, power); };
  const float global = global_threshold(table);
  CHECK(fit(0) == std::vector(2, global));
  CHECK(fit(.5)[0] / fit(.5)[1] == Approx(2));
  CHECK(fit(1)[0] / fit(1)[1] == Approx(4));
  // With the power of 1 both labels are cut between their true and their false rows.
  CHECK(fit(1)[0] == Approx(.56));
  CHECK(fit(1)[1] == Approx(.14));
}

TEST_CASE("common thresholds stay in their range, and are neutral where nothing is true") {
  const LabelledScores table{2, 2, {1, 0, 1, 0}, {1, 0, 0, 0}};
  for (const float t : common_thresholds(table, 1)) {
    CHECK(t >= 0);
    CHECK(t <= 1);
  }
  const LabelledScores nothing{2, 2, {.9F, .1F, .8F, .2F}, {0, 0, 0, 0}};
  CHECK(common_thresholds(nothing, .5) == std::vector(2, .5F));
}

TEST_CASE("a label's threshold is drawn towards the common one by its support") {
  // Label 0: best own cut 0.55 as above, support 2. Label 1: no support.
  const LabelledScores table{
      5, 2, {.5F, .4F, .9F, .4F, .1F, .4F, .8F, .4F, .6F, .4F}, {0, 0, 1, 0, 0, 0, 0, 0, 1, 0}};
  const auto fit = [&](double shrinkage) {
    return label_thresholds(table, std::vector{.3F, .2F}, shrinkage);
  };
  CHECK(fit(0)[0] == Approx(0.55));
  CHECK(fit(0)[1] == .2F);
  // Support 2 and shrinkage 2: halfway in logits.
  const auto logit = [](double p) { return std::log(p / (1 - p)); };
  CHECK(fit(2)[0] == Approx(sigmoid((logit(0.55) + logit(0.3)) / 2)).epsilon(1e-5));
  CHECK(fit(1e12)[0] == Approx(0.3).epsilon(1e-5));
}

TEST_CASE("scores out of range, shapes that differ and senseless arguments are refused") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const LabelledScores table{1, 2, {.5F, nan}, {0, 1}};
  CHECK_THROWS_WITH(fit_calibration(table.scores(), table.truth()), Catch::Contains("label 1"));
  CHECK_THROWS_AS(global_threshold(table), Error);
  const LabelledScores good{1, 2, {.5F, .6F}, {0, 1}};
  CHECK_THROWS_AS(fit_calibration(good.scores(), LabelMatrix{good.truths, 2, 1}), Error);
  CHECK_THROWS_AS(fit_calibration({}, {}), Error);
  CHECK_THROWS_AS(label_thresholds(good, std::vector{.5F, 2.F}, 1), Error);
  CHECK_THROWS_AS(label_thresholds(good, std::vector{.5F}, 1), Error);
  CHECK_THROWS_AS(label_thresholds(good, std::vector(2, .5F), -1), Error);
  CHECK_THROWS_AS(label_thresholds(good, std::vector(2, .5F), nan), Error);
  CHECK_THROWS_AS(common_thresholds(good, -.5), Error);
  CHECK_THROWS_AS(common_thresholds(good, nan), Error);
}

}  // namespace
}  // namespace linnet
