#include "native/evaluate/baselines.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

namespace linnet::evaluate {
namespace {

// Three rows of four labels.
const std::vector<std::uint8_t> kThreeRows{1, 1, 0, 0,  //
                                           1, 0, 0, 0,  //
                                           0, 0, 0, 1};

TEST_CASE("giving nothing scores no F1, and an element-wise accuracy that looks good") {
  const Metrics metrics = nothing_baseline({kThreeRows, 3, 4});
  CHECK(metrics.micro.f1 == 0);
  CHECK(metrics.hamming_accuracy == Approx(8.0 / 12));
  CHECK(metrics.rows_without_tags == 1);
  CHECK(metrics.map_micro == Approx(4.0 / 12));  // ties: the share of positives
}

TEST_CASE("the most frequent labels are the train split's, earlier ones first among equals") {
  const std::vector<std::size_t> counts{5, 2, 2, 1};
  const Metrics metrics = frequent_baseline({kThreeRows, 3, 4}, counts, 10, 2);
  CHECK(metrics.tags_per_row == 2);
  CHECK(metrics.per_label[0].predicted == 3);
  CHECK(metrics.per_label[1].predicted == 3);
  CHECK(metrics.per_label[2].predicted == 0);
  CHECK(metrics.micro.precision == Approx(3.0 / 6));
  CHECK(metrics.micro.recall == Approx(3.0 / 4));
  CHECK(metrics.precision_at_1 == Approx(2.0 / 3));
}

}  // namespace
}  // namespace linnet::evaluate
