// Metrics against values worked out by hand from scikit-learn's definitions.
#include "core/metrics.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "core/error.h"

namespace linnet {
namespace {

struct Table {
  std::size_t rows, labels;
  std::vector<float> probabilities;
  std::vector<std::uint8_t> truth;
  std::vector<std::uint8_t> predictions = {};

  ScoreMatrix scores() const { return {probabilities, rows, labels}; }
  Metrics measure() const {
    return compute_metrics(scores(), {predictions, rows, labels}, {truth, rows, labels});
  }
  Metrics at_half() {
    predictions = apply_thresholds(scores(), std::vector<float>{0.5F});
    return measure();
  }
};

// clang-format off
Table worked_example() {
  return {4, 4,
          {.9F, .8F, .3F, .1F,
           .2F, .6F, .6F, .4F,
           .5F, .1F, .2F, .3F,
           .7F, .2F, .4F, .4F},
          {1, 0, 1, 0,
           0, 1, 0, 0,
           0, 0, 0, 0,
           1, 1, 0, 1}};
}
// clang-format on

Approx about(double value) { return Approx(value).margin(1e-7); }

TEST_CASE("each label has its own counts and scores") {
  // Given at 0.5:  label 0 in rows 0, 2, 3; label 1 in rows 0, 1; label 2 in row 1; label 3 never.
  // True:          label 0 in rows 0, 3;    label 1 in rows 1, 3; label 2 in row 0; label 3 in
  // row 3.
  const Metrics m = worked_example().at_half();
  REQUIRE(m.per_label.size() == 4);
  CHECK(m.per_label[0].support == 2);
  CHECK(m.per_label[0].predicted == 3);
  CHECK(m.per_label[0].true_positives == 2);
  CHECK(m.per_label[0].scores.precision == about(2.0 / 3));
  CHECK(m.per_label[0].scores.recall == about(1));
  CHECK(m.per_label[0].scores.f1 == about(0.8));
  CHECK(m.per_label[1].scores.f1 == about(0.5));
  CHECK(m.per_label[2].scores.f1 == about(0));         // one given, one true, not the same
  CHECK(m.per_label[3].scores.precision == about(0));  // never given
}

TEST_CASE("micro, macro and sample averages") {
  const Metrics m = worked_example().at_half();
  // 3 hits among 6 given and 6 true.
  CHECK(m.micro.precision == about(0.5));
  CHECK(m.micro.recall == about(0.5));
  CHECK(m.micro.f1 == about(0.5));
  // Labels: P 2/3 1/2 0 0, R 1 1/2 0 0, F1 4/5 1/2 0 0.
  CHECK(m.macro.precision == about(7.0 / 24));
  CHECK(m.macro.recall == about(3.0 / 8));
  CHECK(m.macro.f1 == about(1.3 / 4));
  // Rows: P 1/2 1/2 0 1, R 1/2 1 0 1/3, F1 1/2 2/3 0 1/2.
  CHECK(m.sample.precision == about(0.5));
  CHECK(m.sample.recall == about(11.0 / 24));
  CHECK(m.sample.f1 == about(5.0 / 12));
}

TEST_CASE("label ranking average precision counts ties against the ranking") {
  // Row 0: ranks 1 and 3 hold true labels: (1/1 + 2/3) / 2 = 5/6.
  // Row 1: the true label shares 0.6 with another: rank 2, 1/2.   Row 2: no true label: 1.
  // Row 3: 0.7 is rank 1: 1/1; 0.4 is shared: rank 3, 2/3; 0.2 is rank 4: 3/4; mean 29/36.
  CHECK(worked_example().at_half().lrap == about((5.0 / 6 + 0.5 + 1 + 29.0 / 36) / 4));
}

TEST_CASE("a row whose labels are all true has a perfect ranking") {
  Table table{1, 3, {.1F, .5F, .5F}, {1, 1, 1}};
  CHECK(table.at_half().lrap == about(1));
}

TEST_CASE("coverage error is the mean depth to reach every true label") {
  // Row 0: 0.3 is third; row 1: two labels are at 0.6 or over; row 2: nothing to cover; row 3: all.
  CHECK(worked_example().at_half().coverage_error == about((3 + 2 + 0 + 4) / 4.0));
}

TEST_CASE("average precision steps once for each distinct score") {
  const Metrics m = worked_example().at_half();
  // Label 1 in falling order: 0.8 no, 0.6 yes, 0.2 yes, 0.1 no: 1/2 * 1/2 + 1/2 * 2/3.
  CHECK(m.per_label[1].average_precision == about(7.0 / 12));
  // Label 3: 0.4 twice, one of them true: both stand or fall together, precision 1/2.
  CHECK(m.per_label[3].average_precision == about(0.5));
  // Labels: 1, 7/12, 1/3, 1/2.
  CHECK(m.map_macro == about(29.0 / 48));
  // All 16 pairs, hits/given after each score that gains a hit:
  // 0.9 1/1, 0.7 2/3, 0.6 3/5, 0.4 4/9, 0.3 5/11, 0.2 6/14; each gains 1/6 of the recall.
  CHECK(m.map_micro == about((1 + 2.0 / 3 + 3.0 / 5 + 4.0 / 9 + 5.0 / 11 + 6.0 / 14) / 6));
}

TEST_CASE("precision and recall among the first k") {
  const Metrics m = worked_example().at_half();
  // First: rows 0, 1 (of the tie the lower index) and 3 hit. First three: 2, 1, 0, 2 hits.
  CHECK(m.precision_at_1 == about(3.0 / 4));
  CHECK(m.precision_at_3 == about(5.0 / 12));
  CHECK(m.precision_at_5 == about(6.0 / 20));  // four labels only, and still divided by 5
  // Over the three rows with labels (2, 1 and 3 of them).
  CHECK(m.recall_at_1 == about((1.0 / 2 + 1 + 1.0 / 3) / 3));
  CHECK(m.recall_at_3 == about((1 + 1 + 2.0 / 3) / 3));
  CHECK(m.recall_at_5 == about(1));
}

TEST_CASE("accuracies of rows and of elements, and the number of tags") {
  Table table = worked_example();
  const Metrics m = table.at_half();
  CHECK(m.subset_accuracy == about(0));
  CHECK(m.hamming_accuracy == about((2 + 3 + 3 + 2) / 16.0));
  CHECK(m.tags_per_row == about(6.0 / 4));
  CHECK(m.rows_without_tags == about(0));

  table.predictions.assign(16, 0);
  const Metrics none = table.measure();
  CHECK(none.subset_accuracy == about(1.0 / 4));  // the row without labels is right
  CHECK(none.hamming_accuracy == about(10.0 / 16));
  CHECK(none.rows_without_tags == about(1));
  CHECK(none.micro.f1 == about(0));

  table.predictions = table.truth;
  const Metrics all = table.measure();
  CHECK(all.subset_accuracy == about(1));
  CHECK(all.micro.f1 == about(1));
  CHECK(all.sample.f1 == about(3.0 / 4));  // nothing true and nothing given scores 0
}

TEST_CASE("calibration error is the gap between confidence and share of hits, bin by bin") {
  // Every score has a bin of its own here; |sum of confidence - hits| of each:
  // 0.9 .1, 0.8 .8, 0.7 .3, 2 x 0.6 .2, 0.5 .5, 3 x 0.4 .2, 2 x 0.3 .4, 3 x 0.2 .4, 2 x 0.1 .2
  CHECK(worked_example().at_half().calibration_error == about(3.1 / 16));

  // 0.01 and 0.05 share the first of 15 bins: |0.06 - 1| / 2. A probability of 1 is in the last.
  Table shared{1, 2, {.01F, .05F}, {0, 1}};
  CHECK(shared.at_half().calibration_error == about(0.94 / 2));
  Table certain{1, 2, {1, 0}, {1, 0}};
  CHECK(certain.at_half().calibration_error == about(0));
}

TEST_CASE("nothing true anywhere leaves every score defined") {
  Table table{2, 2, {.9F, .1F, .2F, .3F}, {0, 0, 0, 0}};
  const Metrics m = table.at_half();
  CHECK(m.micro.f1 == 0);
  CHECK(m.micro.recall == 0);
  CHECK(m.lrap == 1);
  CHECK(m.map_micro == 0);
  CHECK(m.map_macro == 0);
  CHECK(m.coverage_error == 0);
  CHECK(m.recall_at_5 == 0);
  CHECK(m.precision_at_1 == 0);
  CHECK_FALSE(m.per_label[0].average_precision);
}

TEST_CASE("negative zero is zero") {
  Table table{1, 3, {-0.0F, 0.0F, .5F}, {1, 0, 0}};
  CHECK(table.at_half().map_micro == about(1.0 / 3));
}

TEST_CASE("shapes that differ and values that are no probabilities are refused") {
  const Table good = worked_example();
  const auto measure = [](const Table& table) { return table.measure(); };
  Table table = good;
  table.predictions.assign(16, 0);
  CHECK_NOTHROW(measure(table));
  table.predictions.assign(15, 0);
  CHECK_THROWS_AS(measure(table), Error);
  table.predictions.assign(16, 2);
  CHECK_THROWS_WITH(measure(table), Catch::Contains("predictions must hold 0 and 1"));
  table.predictions.assign(16, 0);
  for (const float bad : {-0.1F, 1.1F, std::numeric_limits<float>::quiet_NaN()}) {
    table.probabilities[6] = bad;
    CHECK_THROWS_WITH(measure(table), Catch::Contains("row 1, label 2"));
  }
  CHECK_THROWS_AS(compute_metrics({}, {}, {}), Error);
  CHECK_THROWS_AS(measure(Table{0, 4, {}, {}}), Error);
}

TEST_CASE("thresholds cut at or over, one for all or one a label") {
  const Table table{2, 2, {.5F, .4F, .6F, .5F}, {}};
  CHECK(apply_thresholds(table.scores(), std::vector<float>{.5F}) ==
        std::vector<std::uint8_t>{1, 0, 1, 1});
  CHECK(apply_thresholds(table.scores(), std::vector<float>{.6F, .4F}) ==
        std::vector<std::uint8_t>{0, 1, 1, 1});
  CHECK_THROWS_AS(apply_thresholds(table.scores(), std::vector<float>{.5F, .5F, .5F}), Error);
}

}  // namespace
}  // namespace linnet
