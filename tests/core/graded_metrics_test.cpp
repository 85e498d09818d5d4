// Metrics of graded labels on rows small enough to work out by hand.
#include "core/graded_metrics.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "core/error.h"
#include "core/metrics.h"

namespace linnet {
namespace {

constexpr auto kC = Relevance::kClear;
constexpr auto kF = Relevance::kFits;
constexpr auto kN = Relevance::kNone;

// Three rows of four labels.
const std::vector<Relevance> kRelevance{kC, kF, kN, kC,  //
                                        kF, kN, kN, kN,  //
                                        kN, kN, kN, kN};
const std::vector<float> kProbabilities{.9F, .8F, .7F, .1F,  //
                                        .2F, .6F, .6F, .1F,  //
                                        .3F, .2F, .1F, .1F};
const std::vector<std::uint8_t> kPredictions{1, 1, 1, 0,  //
                                             0, 1, 0, 0,  //
                                             0, 0, 0, 0};

GradedMetrics by_hand() {
  return compute_graded_metrics({kProbabilities, 3, 4}, {kPredictions, 3, 4}, {kRelevance, 3, 4});
}

TEST_CASE("shares of graded answers, worked out by hand") {
  const GradedMetrics metrics = by_hand();
  CHECK(metrics.accepted == Approx(2.0 / 4));     // a clear and a fitting one of four given
  CHECK(metrics.given_clear == Approx(1.0 / 4));  // one of them is clear
  CHECK(metrics.clear_found == Approx(1.0 / 2));  // of two clear ones
  CHECK(metrics.f1 == Approx(0.5));
  CHECK(metrics.tags_per_row == Approx(4.0 / 3));
  CHECK(metrics.rows_without_tags == Approx(1.0 / 3));
  // Label 0: given and clear once, so 1. Label 1: given twice, of which one fits and is left out:
  // 0. Label 2: given once, wrong: 0. Label 3: clear once, not given: 0.
  CHECK(metrics.macro_f1 == Approx(1.0 / 4));
  CHECK(metrics.per_label[1].given == 2);
  CHECK(metrics.per_label[1].given_fits == 1);
  CHECK(metrics.per_label[3].clear == 1);
}

TEST_CASE("rankings of graded labels, worked out by hand") {
  const GradedMetrics metrics = by_hand();
  const double second = 1 / std::log2(3.0), third = 1 / std::log2(4.0), fourth = 1 / std::log2(5.0);
  // Row 0 has gains 2, 1, 0, 2 in its order; at best 2, 2, 1. Row 1 has gains 0, 0, 1; at best 1.
  // Row 2 has nothing to find and is left out.
  const double first_row = (2 + second + 2 * fourth) / (2 + 2 * second + third);
  CHECK(metrics.ndcg_at_5 == Approx((first_row + third) / 2));
  // Row 0 alone has clear labels. Without the one that fits they rank first and third: 1 and 2 / 3.
  CHECK(metrics.lrap == Approx((1 + 2.0 / 3) / 2));
  CHECK(metrics.first_accepted == Approx(1.0 / 2));
}

TEST_CASE("clear labels of one score rank as the last of them") {
  const std::vector<float> same(4, 0.5F);
  const std::vector<Relevance> relevance{kC, kF, kN, kN};
  const std::vector<std::uint8_t> none(4, 0);
  const auto metrics = compute_graded_metrics({same, 1, 4}, {none, 1, 4}, {relevance, 1, 4});
  CHECK(metrics.lrap == Approx(1.0 / 3));
}

TEST_CASE("rows that are told as yes or no have the usual metrics") {
  const std::vector<std::uint8_t> truth{1, 0, 0, 1,  //
                                        0, 1, 0, 0,  //
                                        0, 0, 1, 0};
  const auto relevance = clear_where(truth);
  const GradedMetrics graded =
      compute_graded_metrics({kProbabilities, 3, 4}, {kPredictions, 3, 4}, {relevance, 3, 4});
  const Metrics plain =
      compute_metrics({kProbabilities, 3, 4}, {kPredictions, 3, 4}, {truth, 3, 4});
  CHECK(graded.accepted == Approx(plain.micro.precision));
  CHECK(graded.given_clear == Approx(plain.micro.precision));
  CHECK(graded.clear_found == Approx(plain.micro.recall));
  CHECK(graded.f1 == Approx(plain.micro.f1));
  CHECK(graded.macro_f1 == Approx(plain.macro.f1));
  CHECK(graded.lrap == Approx(plain.lrap));
  CHECK(graded.calibration_error == Approx(plain.calibration_error));
  CHECK(graded.tags_per_row == Approx(plain.tags_per_row));
}

TEST_CASE("a row of weight 2 counts as two of it, one of weight 0 not at all") {
  const WeightedGradedMetrics weighted({kProbabilities, 3, 4}, {kPredictions, 3, 4},
                                       {kRelevance, 3, 4});
  const GradedMetrics metrics = weighted.compute(std::vector<std::uint32_t>{2, 1, 0});
  const auto repeat = [](const auto& values) {
    auto copy = values;
    copy.resize(4);
    copy.insert(copy.end(), values.begin(), values.begin() + 8);
    return copy;
  };
  const auto probabilities = repeat(kProbabilities);
  const auto predictions = repeat(kPredictions);
  const auto relevance = repeat(kRelevance);
  const GradedMetrics copied =
      compute_graded_metrics({probabilities, 3, 4}, {predictions, 3, 4}, {relevance, 3, 4});
  CHECK(metrics.rows == 3);
  CHECK(metrics.accepted == Approx(copied.accepted));
  CHECK(metrics.clear_found == Approx(copied.clear_found));
  CHECK(metrics.macro_f1 == Approx(copied.macro_f1));
  CHECK(metrics.ndcg_at_5 == Approx(copied.ndcg_at_5));
  CHECK(metrics.lrap == Approx(copied.lrap));
  CHECK(metrics.calibration_error == Approx(copied.calibration_error));
  CHECK_THROWS_AS(weighted.compute(std::vector<std::uint32_t>{0, 0, 0}), Error);
  CHECK_THROWS_AS(weighted.compute(std::vector<std::uint32_t>{1}), Error);
}

TEST_CASE("giving nothing, and having nothing to find, is no division by zero") {
  const std::vector<float> scores(4, 0);
  const std::vector<std::uint8_t> given(4, 0);
  const std::vector<Relevance> relevance(4, kN);
  const auto metrics = compute_graded_metrics({scores, 1, 4}, {given, 1, 4}, {relevance, 1, 4});
  for (const double value :
       {metrics.accepted, metrics.clear_found, metrics.f1, metrics.given_clear, metrics.macro_f1,
        metrics.ndcg_at_5, metrics.lrap, metrics.first_accepted}) {
    CHECK(value == 0);
  }
}

TEST_CASE("shapes that differ and values out of range are refused") {
  const auto refused = [](const std::vector<float>& probabilities,
                          const std::vector<std::uint8_t>& predictions, std::size_t rows) {
    CHECK_THROWS_AS(compute_graded_metrics({probabilities, rows, 4}, {predictions, rows, 4},
                                           {kRelevance, rows, 4}),
                    Error);
  };
  refused(kProbabilities, kPredictions, 0);
  refused(kProbabilities, kPredictions, 2);
  auto probabilities = kProbabilities;
  for (const float wrong : {-.1F, 1.1F, std::numeric_limits<float>::quiet_NaN()}) {
    probabilities[5] = wrong;
    refused(probabilities, kPredictions, 3);
  }
  auto predictions = kPredictions;
  predictions[5] = 2;
  refused(kProbabilities, predictions, 3);
}

}  // namespace
}  // namespace linnet
