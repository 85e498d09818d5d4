#include "native/evaluate/curves.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <vector>

namespace linnet::evaluate {
namespace {

const std::vector<float> kCurveScores{.9F, .8F, .8F, .3F, .1F, 1.F};
const std::vector<std::uint8_t> kCurveTruth{1, 0, 1, 1, 0, 0};
const std::vector<std::uint8_t> kNone(6, 0);
const std::vector<Relevance> kCurveRelevance = clear_where(kCurveTruth);
const std::vector<Relevance> kNoRelevance = clear_where(kNone);

using Curve = std::vector<std::pair<double, double>>;

TEST_CASE("the curve has a point for each score, equal scores together") {
  const Curve curve = precision_recall_curve({kCurveScores, 3, 2}, {kCurveRelevance, 3, 2});
  REQUIRE(curve.size() == 5);
  CHECK(curve[0] == std::pair(0.0, 0.0));  // the highest score is wrong
  CHECK(curve[1].first == Approx(1.0 / 3));
  CHECK(curve[1].second == Approx(1.0 / 2));
  CHECK(curve[2].first == Approx(2.0 / 3));
  CHECK(curve[2].second == Approx(2.0 / 4));
  CHECK(curve[4].first == Approx(1));
  CHECK(curve[4].second == Approx(3.0 / 6));
}

TEST_CASE("what fits counts as accepted, and not as found") {
  const std::vector<float> scores{.9F, .8F, .7F, .6F};
  const std::vector relevance{Relevance::kFits, Relevance::kClear, Relevance::kNone,
                              Relevance::kClear};
  const Curve curve = precision_recall_curve({scores, 1, 4}, {relevance, 1, 4});
  REQUIRE(curve.size() == 4);
  CHECK(curve[0] == std::pair(0.0, 1.0));
  CHECK(curve[1] == std::pair(0.5, 1.0));
  CHECK(curve[3] == std::pair(1.0, 0.75));
}

TEST_CASE("without a positive pair there is no curve") {
  CHECK(precision_recall_curve({kCurveScores, 3, 2}, {kNoRelevance, 3, 2}).empty());
}

TEST_CASE("many points are thinned, and the last is kept") {
  std::vector<float> scores;
  std::vector<std::uint8_t> truth;
  for (int i = 0; i < 20000; ++i) {
    scores.push_back(1 - static_cast<float>(i) / 20000);
    truth.push_back(i % 2 == 0 ? 1 : 0);
  }
  const auto relevance = clear_where(truth);
  const Curve curve = precision_recall_curve({scores, 20000, 1}, {relevance, 20000, 1});
  CHECK(curve.size() < 1500);
  CHECK(curve.back() == std::pair(1.0, 0.5));
}

TEST_CASE("bins hold every pair once, and their mean gap is the calibration error") {
  const auto bins = reliability_bins({kCurveScores, 3, 2}, {kCurveTruth, 3, 2});
  REQUIRE(bins.size() == kCalibrationBins);
  std::size_t pairs = 0;
  double gap = 0;
  for (const ReliabilityBin& bin : bins) {
    pairs += bin.pairs;
    gap += static_cast<double>(bin.pairs) * std::abs(bin.mean_probability - bin.share_true);
  }
  CHECK(pairs == 6);
  CHECK(bins[12].pairs == 2);  // 0.8 is its lower end
  CHECK(bins[12].share_true == Approx(0.5));
  CHECK(bins[14].pairs == 1);  // 1 falls into the last
  const Metrics metrics = compute_metrics({kCurveScores, 3, 2}, {kNone, 3, 2}, {kCurveTruth, 3, 2});
  CHECK(gap / 6 == Approx(metrics.calibration_error));
}

}  // namespace
}  // namespace linnet::evaluate
