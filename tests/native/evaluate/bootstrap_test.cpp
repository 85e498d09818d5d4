#include "native/evaluate/bootstrap.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "native/evaluate/report.h"

namespace linnet::evaluate {
namespace {

std::size_t index_of(const std::string& key) {
  for (std::size_t i = 0; i < named_metrics().size(); ++i) {
    if (named_metrics()[i].key == key) return i;
  }
  FAIL("there is no metric " << key);
  return 0;
}

// Rows of one label that is always true, and given to the first `hits` rows: recall is hits / rows,
// whose distribution over resamples is binomial.
struct Proportion {
  std::vector<float> probabilities;
  std::vector<std::uint8_t> predictions, truth;

  Proportion(std::size_t rows, std::size_t hits) {
    for (std::size_t row = 0; row < rows; ++row) {
      truth.push_back(1);
      predictions.push_back(row < hits ? 1 : 0);
      probabilities.push_back(row < hits ? 0.9F : 0.1F);
    }
  }
  WeightedMetrics metrics() const {
    const std::size_t rows = truth.size();
    return {{probabilities, rows, 1}, {predictions, rows, 1}, {truth, rows, 1}};
  }
};

TEST_CASE("the interval of a proportion is that of the normal approximation") {
  const auto samples =
      resample_metrics(Proportion(400, 120).metrics(), draw_resamples(400, {4000, 7}));
  const Interval interval = metric_intervals(samples)[index_of("micro_recall")];
  const double half = 1.96 * std::sqrt(0.3 * 0.7 / 400);
  CHECK(interval.low == Approx(0.3 - half).margin(0.005));
  CHECK(interval.high == Approx(0.3 + half).margin(0.005));
}

TEST_CASE("each resample draws as many rows as there are, and not always the same") {
  const Resamples resamples = draw_resamples(50, {20, 1});
  REQUIRE(resamples.size() == 20);
  for (const auto& weights : resamples) {
    CHECK(std::accumulate(weights.begin(), weights.end(), 0U) == 50);
  }
  CHECK(resamples[0] != resamples[1]);
}

TEST_CASE("resamples are told by their seed") {
  CHECK(draw_resamples(30, {10, 5}) == draw_resamples(30, {10, 5}));
  CHECK(draw_resamples(30, {10, 5}) != draw_resamples(30, {10, 6}));
}

TEST_CASE("quantiles are interpolated between the sorted values") {
  std::vector<double> values(101);
  std::iota(values.rbegin(), values.rend(), 0.0);  // 100, 99, ..., 0
  CHECK(percentile_interval(values).low == Approx(2.5));
  CHECK(percentile_interval(values).high == Approx(97.5));
  CHECK(percentile_interval({4}).low == 4);
  CHECK(percentile_interval({4}).high == 4);
}

TEST_CASE("a model does not differ from itself, and does from a better one on every resample") {
  const Resamples resamples = draw_resamples(100, {200, 1});
  const auto some = resample_metrics(Proportion(100, 40).metrics(), resamples);
  const auto all = resample_metrics(Proportion(100, 100).metrics(), resamples);
  for (const Interval& interval : difference_intervals(some, some)) {
    CHECK(interval.low == 0);
    CHECK(interval.high == 0);
  }
  const Interval better = difference_intervals(all, some)[index_of("micro_f1")];
  CHECK(better.low > 0);
  CHECK(better.high < 1);
}

TEST_CASE("a difference is taken resample by resample, not between quantiles") {
  // The second always hits one row more, so their difference hardly varies while both do.
  const Resamples resamples = draw_resamples(200, {500, 1});
  const std::size_t recall = index_of("micro_recall");
  const auto a = resample_metrics(Proportion(200, 100).metrics(), resamples);
  const auto b = resample_metrics(Proportion(200, 101).metrics(), resamples);
  const Interval own = metric_intervals(a)[recall];
  const Interval difference = difference_intervals(b, a)[recall];
  CHECK(difference.high - difference.low < (own.high - own.low) / 4);
}

}  // namespace
}  // namespace linnet::evaluate
