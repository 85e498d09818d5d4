#include "native/train_linear/one_vs_rest.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

using linnet::Relevance;
using namespace linnet::train_linear;

namespace {

// Rows of random columns; label 0 goes with column 0, label 1 with nothing, label 2 with all rows.
TrainingRows random_rows(std::size_t count) {
  std::mt19937 random(5);
  TrainingRows rows;
  rows.labels_per_row = 3;
  for (std::uint32_t column = 0; column < 20; ++column) {
    rows.keys.push_back(column * 100);
    rows.rows_with.push_back(1);
    rows.scales.push_back(1);
  }
  for (std::size_t row = 0; row < count; ++row) {
    const bool positive = random() % 3 == 0;
    if (positive) rows.entries.push_back({0, 0.7f});
    for (std::uint32_t column = 1; column < 20; ++column) {
      if (random() % 4 == 0) rows.entries.push_back({column, 0.3f});
    }
    rows.offsets.push_back(rows.entries.size());
    rows.label_row.push_back(row);
    rows.weights.push_back(1);
    rows.relevance.insert(rows.relevance.end(), {positive ? Relevance::kClear : Relevance::kNone,
                                                 Relevance::kNone, Relevance::kClear});
    rows.partial.push_back(0);
  }
  return rows;
}

std::vector<LabelRegression> fit(const TrainingRows& rows, unsigned threads) {
  std::vector<LabelRegression> all(rows.labels_per_row);
  train_one_vs_rest(
      rows, {.c = 10, .tolerance = 1e-6, .threads = threads},
      [&](std::size_t label, LabelRegression&& regression) { all[label] = std::move(regression); });
  return all;
}

double logit(const TrainingRows& rows, std::size_t view, const LabelRegression& regression) {
  double sum = regression.bias;
  for (const Entry& entry : rows.view(view)) {
    sum += static_cast<double>(entry.value) * regression.weights[entry.column];
  }
  return sum;
}

}  // namespace

TEST_CASE("the column that makes a label gets its weight, whichever class comes first") {
  const TrainingRows rows = random_rows(300);
  const auto regressions = fit(rows, 1);
  for (std::size_t view = 0; view < rows.views(); ++view) {
    CHECK((logit(rows, view, regressions[0]) > 0) ==
          (rows.relevance[view * 3] == Relevance::kClear));
  }
  const auto largest =
      std::max_element(regressions[0].weights.begin(), regressions[0].weights.end(),
                       [](float a, float b) { return std::abs(a) < std::abs(b); });
  CHECK(largest == regressions[0].weights.begin());
  CHECK(*largest > 0);
}

TEST_CASE("the mean probability of a regression is the label's share, as at any optimum") {
  const TrainingRows rows = random_rows(300);
  const auto regression = fit(rows, 1)[0];
  double expected = 0;
  double positives = 0;
  for (std::size_t view = 0; view < rows.views(); ++view) {
    expected += 1 / (1 + std::exp(-logit(rows, view, regression)));
    positives += rows.relevance[view * 3] == Relevance::kClear ? 1 : 0;
  }
  CHECK(expected == Approx(positives).epsilon(0.01));
}

TEST_CASE("a label of no row or of every row gets a bias alone") {
  const auto regressions = fit(random_rows(100), 1);
  for (const std::size_t label : {1, 2}) {
    for (const float weight : regressions[label].weights) CHECK(weight == 0);
  }
  CHECK(regressions[1].bias == Approx(std::log(0.5 / 100.5)));
  CHECK(regressions[2].bias == Approx(std::log(100.5 / 0.5)));
}

TEST_CASE("what a partial row lacks is not learned as absent") {
  TrainingRows rows = random_rows(300);
  // The logit of a row that has nothing but the column.
  const auto of_column = [](const TrainingRows& all) {
    const LabelRegression regression = fit(all, 1)[0];
    return regression.bias + 0.7f * regression.weights[0];
  };
  const float before = of_column(rows);
  // Rows that have the column but not the label, marked as partial.
  for (std::size_t i = 0; i < 100; ++i) {
    rows.entries.push_back({0, 0.7f});
    rows.offsets.push_back(rows.entries.size());
    rows.label_row.push_back(rows.partial.size());
    rows.weights.push_back(1);
    rows.relevance.insert(rows.relevance.end(),
                          {Relevance::kNone, Relevance::kNone, Relevance::kClear});
    rows.partial.push_back(1);
  }
  CHECK(of_column(rows) == before);
  for (std::uint8_t& partial : rows.partial) partial = 0;
  CHECK(of_column(rows) < before - 1);
}

TEST_CASE("a soft label is the mean probability that is learned of it") {
  TrainingRows rows = random_rows(300);
  rows.soft.assign(rows.relevance.size(), linnet::kNoSoftLabel);
  for (std::size_t row = 0; row < 300; ++row) {
    rows.soft[3 * row + 1] = linnet::to_soft_label(row % 2 == 0 ? 0.9 : 0.1);
  }
  const auto regression = fit(rows, 1)[1];
  double expected = 0;
  for (std::size_t view = 0; view < rows.views(); ++view) {
    expected += 1 / (1 + std::exp(-logit(rows, view, regression)));
  }
  CHECK(expected / 300 == Approx(0.5).margin(0.01));
}

TEST_CASE("a label that fits is worth its target, and a view its weight") {
  TrainingRows rows = random_rows(300);
  for (std::size_t i = 0; i < 300; ++i) {
    if (i % 2 == 0) rows.relevance[3 * i + 1] = Relevance::kFits;
  }
  const auto mean = [&](double fits_target) {
    LabelRegression own;
    train_one_vs_rest(rows, {.c = 10, .fits_target = fits_target, .tolerance = 1e-6, .threads = 1},
                      [&](std::size_t label, LabelRegression&& regression) {
                        if (label == 1) own = std::move(regression);
                      });
    double sum = 0, weight = 0;
    for (std::size_t view = 0; view < rows.views(); ++view) {
      sum += rows.weights[view] / (1 + std::exp(-logit(rows, view, own)));
      weight += rows.weights[view];
    }
    return sum / weight;
  };
  CHECK(mean(0.4) == Approx(0.2).epsilon(0.01));
  CHECK(mean(1) == Approx(0.5).epsilon(0.01));
  for (std::size_t i = 0; i < 300; i += 2) rows.weights[i] = 3;
  CHECK(mean(0.4) == Approx(0.3).epsilon(0.01));
}

TEST_CASE("the result does not depend on the count of threads") {
  const TrainingRows rows = random_rows(200);
  const auto one = fit(rows, 1);
  const auto three = fit(rows, 3);
  for (std::size_t label = 0; label < one.size(); ++label) {
    CHECK(one[label].bias == three[label].bias);
    CHECK(one[label].weights == three[label].weights);
  }
}
