// Weights against what they stand for: rows that are there several times or not at all.
#include "core/weighted_metrics.h"

#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "core/error.h"

namespace linnet {
namespace {

struct Split {
  std::size_t labels = 0;
  std::vector<float> probabilities;
  std::vector<std::uint8_t> predictions, truth;

  std::size_t rows() const { return truth.size() / labels; }
  WeightedMetrics weighted() const {
    return {
        {probabilities, rows(), labels}, {predictions, rows(), labels}, {truth, rows(), labels}};
  }
  Metrics plain() const {
    return compute_metrics({probabilities, rows(), labels}, {predictions, rows(), labels},
                           {truth, rows(), labels});
  }
};

// Probabilities in steps of 0.05, so that ties are frequent; some rows and labels without truth.
Split random_split(std::size_t rows, std::size_t labels, unsigned seed) {
  Split split;
  split.labels = labels;
  std::mt19937 generator(seed);
  for (std::size_t i = 0; i < rows * labels; ++i) {
    const auto step = generator() % 21;
    split.probabilities.push_back(static_cast<float>(step) / 20);
    split.predictions.push_back(step > 12 ? 1 : 0);
    const bool rare = i % labels == 0 || i / labels % 5 == 0;
    split.truth.push_back(!rare && generator() % 20 < step / 2 ? 1 : 0);
  }
  return split;
}

Split repeated(const Split& split, const std::vector<std::uint32_t>& weights) {
  Split result;
  result.labels = split.labels;
  for (std::size_t row = 0; row < split.rows(); ++row) {
    for (std::uint32_t copy = 0; copy < weights[row]; ++copy) {
      for (std::size_t i = row * split.labels; i < (row + 1) * split.labels; ++i) {
        result.probabilities.push_back(split.probabilities[i]);
        result.predictions.push_back(split.predictions[i]);
        result.truth.push_back(split.truth[i]);
      }
    }
  }
  return result;
}

void check_same(const PrecisionRecallF1& a, const PrecisionRecallF1& b) {
  CHECK(a.precision == Approx(b.precision));
  CHECK(a.recall == Approx(b.recall));
  CHECK(a.f1 == Approx(b.f1));
}

TEST_CASE("a row of weight w counts as w copies of it, in every metric") {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    const Split split = random_split(40, 7, seed);
    std::mt19937 generator(seed);
    std::vector<std::uint32_t> weights(split.rows());
    for (auto& weight : weights) weight = generator() % 4;
    const Metrics a = split.weighted().compute(weights);
    const Metrics b = repeated(split, weights).plain();
    CHECK(a.rows == b.rows);
    check_same(a.micro, b.micro);
    check_same(a.macro, b.macro);
    check_same(a.sample, b.sample);
    CHECK(a.lrap == Approx(b.lrap));
    CHECK(a.map_micro == Approx(b.map_micro));
    CHECK(a.map_macro == Approx(b.map_macro));
    CHECK(a.subset_accuracy == Approx(b.subset_accuracy));
    CHECK(a.hamming_accuracy == Approx(b.hamming_accuracy));
    CHECK(a.coverage_error == Approx(b.coverage_error));
    CHECK(a.calibration_error == Approx(b.calibration_error));
    CHECK(a.precision_at_1 == Approx(b.precision_at_1));
    CHECK(a.precision_at_5 == Approx(b.precision_at_5));
    CHECK(a.recall_at_3 == Approx(b.recall_at_3));
    CHECK(a.tags_per_row == Approx(b.tags_per_row));
    CHECK(a.rows_without_tags == Approx(b.rows_without_tags));
    for (std::size_t label = 0; label < split.labels; ++label) {
      CHECK(a.per_label[label].support == b.per_label[label].support);
      CHECK(a.per_label[label].predicted == b.per_label[label].predicted);
      REQUIRE(a.per_label[label].average_precision.has_value() ==
              b.per_label[label].average_precision.has_value());
      if (!a.per_label[label].average_precision) continue;
      CHECK(*a.per_label[label].average_precision == Approx(*b.per_label[label].average_precision));
    }
  }
}

TEST_CASE("weights of another count than the rows, or all of them 0, are refused") {
  const WeightedMetrics metrics = random_split(3, 2, 1).weighted();
  CHECK_THROWS_AS(metrics.compute(std::vector<std::uint32_t>{1, 1}), Error);
  CHECK_THROWS_AS(metrics.compute(std::vector<std::uint32_t>{0, 0, 0}), Error);
}

}  // namespace
}  // namespace linnet
