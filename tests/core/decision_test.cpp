// Decisions: calibration, thresholds, order, and no tag at all.
#include "core/decision.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/error.h"

namespace linnet {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

std::vector<std::size_t> labels_of(const std::vector<Tag>& tags) {
  std::vector<std::size_t> labels;
  for (const Tag& tag : tags) labels.push_back(tag.label);
  return labels;
}

using Labels = std::vector<std::size_t>;

TEST_CASE("a probability is the sigmoid of the scaled and shifted logit") {
  const Decision decision({.calibration = {2, -1}, .thresholds = {.5F, .5F}});
  const auto p = decision.probabilities(std::vector<float>{0.5F, 1.5F});
  CHECK(p[0] == Approx(0.5));
  CHECK(p[1] == Approx(1 / (1 + std::exp(-2.0))));
}

TEST_CASE("tags come with the highest probability first, ties by label") {
  const Decision decision({.calibration = {}, .thresholds = {.5F, .1F, .5F, .9F, .5F}});
  const auto tags = decision.decide(std::vector<float>{1, -1, 2, 2, 1});
  CHECK(labels_of(tags) == Labels{2, 0, 4, 1});
  CHECK(tags[3].threshold == .1F);
  CHECK(tags[3].probability == Approx(1 / (1 + std::exp(1.0))));
}

TEST_CASE("a probability at its threshold is enough") {
  const Decision decision({.calibration = {}, .thresholds = {.5F}});
  CHECK(decision.decide(std::vector<float>{0}).size() == 1);
  CHECK(decision.decide(std::vector<float>{-1e-3F}).empty());
}

TEST_CASE("a shift moves the log-odds of every threshold, but not always and never") {
  const Decision decision({.calibration = {}, .thresholds = {.5F, .2F, 0, 1}});
  const auto tags = decision.adjusted({.shift = 1}).rank(std::vector<float>{4, 3, 2, 1}, 4);
  CHECK(tags[0].threshold == Approx(1 / (1 + std::exp(-1.0))));
  CHECK(tags[1].threshold == Approx(1 / (1 + std::exp(std::log(4.0) - 1))));
  CHECK(tags[2].threshold == 0);
  CHECK(tags[3].threshold == 1);
  // The adjustment takes the place of the one before.
  const auto again = decision.adjusted({.shift = 1}).adjusted({});
  CHECK(again.rank(std::vector<float>{4, 3, 2, 1}, 1)[0].threshold == .5F);
}

TEST_CASE("a title alone has thresholds of its own, moved by strictness like any") {
  const Decision decision({.calibration = {}, .thresholds = {.5F, .5F}, .title_shift = -1});
  const std::vector<float> logits{-0.5F, -1.5F};
  CHECK(decision.decide(logits).empty());
  CHECK(labels_of(decision.adjusted({.title_alone = true}).decide(logits)) == Labels{0});
  CHECK(decision.adjusted({.shift = 1, .title_alone = true}).decide(logits).empty());
  CHECK(labels_of(decision.adjusted({.shift = -1, .title_alone = true}).decide(logits)) ==
        Labels{0, 1});
  CHECK_THROWS_AS(Decision({.calibration = {}, .thresholds = {.5F}, .title_shift = 9}), Error);
}

TEST_CASE("a text that tells of no data set gets the required labels alone") {
  const Decision decision({.calibration = {}, .thresholds = {.5F, .5F, .5F}});
  const std::vector<float> logits{3, -2, 1};
  CHECK(decision.decide_required(logits).empty());
  CHECK(labels_of(decision.adjusted({.required = {1}}).decide_required(logits)) == Labels{1});
}

TEST_CASE("stricter gives a part of the tags, more lenient gives more") {
  const Decision decision({.calibration = {}, .thresholds = {.5F, .5F, .5F}});
  const std::vector<float> logits{1.2F, 0.2F, -0.8F};
  CHECK(labels_of(decision.adjusted({.shift = 1}).decide(logits)) == Labels{0});
  CHECK(labels_of(decision.decide(logits)) == Labels{0, 1});
  CHECK(labels_of(decision.adjusted({.shift = -1}).decide(logits)) == Labels{0, 1, 2});
}

TEST_CASE("excluded labels are never named, required ones always given") {
  const Decision decision({.calibration = {}, .thresholds = {.5F, .5F, .5F, .5F}, .max_tags = 2});
  const std::vector<float> logits{3, 2, 1, -4};
  const Decision adjusted = decision.adjusted({.excluded = {0}, .required = {3}});
  // The required label has its place among the two.
  CHECK(labels_of(adjusted.decide(logits)) == Labels{1, 3});
  CHECK(labels_of(adjusted.rank(logits, 9)) == Labels{1, 2, 3});
  CHECK(labels_of(decision.adjusted({.required = {1, 2, 3}}).decide(logits)) == Labels{1, 2, 3});
}

TEST_CASE("adjustments that make no sense are refused") {
  const Decision decision({.calibration = {}, .thresholds = {.5F, .5F}});
  CHECK_THROWS_AS(decision.adjusted({.shift = 8.1}), Error);
  CHECK_THROWS_AS(decision.adjusted({.shift = static_cast<double>(kNan)}), Error);
  CHECK_THROWS_AS(decision.adjusted({.excluded = {2}}), Error);
  CHECK_THROWS_AS(decision.adjusted({.excluded = {1}, .required = {1}}), Error);
}

TEST_CASE("operating points that make no sense are refused") {
  const auto make = [](std::vector<OperatingPoint> points) {
    return Decision({.calibration = {}, .thresholds = {.5F}, .operating_points = points});
  };
  CHECK_NOTHROW(make({{-1, .5, .5, 3}, {1, .8, .2, .5}}));
  CHECK_THROWS_AS(make({{1, .5, .5, 3}, {1, .5, .5, 3}}), Error);
  CHECK_THROWS_AS(make({{9, .5, .5, 3}}), Error);
  CHECK_THROWS_AS(make({{0, 1.5, .5, 3}}), Error);
  CHECK_THROWS_AS(make({{0, .5, .5, -1}}), Error);
}

TEST_CASE("tags are parted in two at the second threshold, whatever the strictness") {
  DecisionRule rule{.calibration = {}, .thresholds = {.5F, .2F, .5F, 0}};
  const std::vector<float> logits{1.5F, 0, 0.5F, -9};
  for (const Tag& tag : Decision(rule).decide(logits)) CHECK(tag.clear);
  rule.clear_group = {.shift = 1, .precision = .9, .recall = .8};
  const auto clear = [&](double shift) {
    Labels labels;
    for (const Tag& tag : Decision(rule).adjusted({.shift = shift}).rank(logits, 4)) {
      if (tag.clear) labels.push_back(tag.label);
    }
    return labels;
  };
  // The odds of a threshold of 0.2 are those of -1.39; of 1 more, of -0.39.
  CHECK(clear(0) == Labels{0, 1, 3});
  CHECK(clear(-2) == clear(0));
  CHECK(clear(2) == clear(0));
}

TEST_CASE("a second threshold that makes no sense is refused") {
  DecisionRule rule{.calibration = {}, .thresholds = {.5F}};
  for (const ClearGroup& group :
       {ClearGroup{-.1, .5, .5}, ClearGroup{8.1, .5, .5}, ClearGroup{kNan, .5, .5},
        ClearGroup{1, 1.1, .5}, ClearGroup{1, .5, kNan}}) {
    rule.clear_group = group;
    CHECK_THROWS_AS(Decision(rule), Error);
  }
}

TEST_CASE("no tag fits is an answer") {
  const Decision decision({.calibration = {}, .thresholds = {.5F, .5F}});
  CHECK(decision.decide(std::vector<float>{-3, -4}).empty());
  CHECK(labels_of(decision.rank(std::vector<float>{-3, -4}, 1)) == Labels{0});
}

TEST_CASE("no more tags than allowed, and those the best") {
  const Decision decision({.calibration = {}, .thresholds = {0, 0, 0}, .max_tags = 2});
  CHECK(labels_of(decision.decide(std::vector<float>{1, 3, 2})) == Labels{1, 2});
  CHECK(decision.rank(std::vector<float>{1, 3, 2}, 99).size() == 3);
  CHECK(decision.rank(std::vector<float>{1, 3, 2}, 0).empty());
}

TEST_CASE("a logit that is no number counts as impossible, an infinite one as certain") {
  const Decision decision({.calibration = {}, .thresholds = {.5F, .5F, .5F}});
  const auto p = decision.probabilities(std::vector<float>{kNan, kInfinity, -kInfinity});
  CHECK(p == std::vector<float>{0, 1, 0});
}

TEST_CASE("rules that make no sense are refused") {
  const auto make = [](DecisionRule rule) { return Decision(std::move(rule)); };
  CHECK_THROWS_WITH(make({}), Catch::Contains("no thresholds"));
  CHECK_THROWS_WITH(make({.calibration = {}, .thresholds = {.5F, 1.5F}}),
                    Catch::Contains("label 1"));
  CHECK_THROWS_AS(make({.calibration = {}, .thresholds = {-.1F}}), Error);
  CHECK_THROWS_AS(make({.calibration = {}, .thresholds = {kNan}}), Error);
  CHECK_THROWS_AS(make({.calibration = {kInfinity, 0}, .thresholds = {.5F}}), Error);
  CHECK_THROWS_AS(make({.calibration = {1, kNan}, .thresholds = {.5F}}), Error);
  CHECK_THROWS_AS(make({.calibration = {}, .thresholds = {.5F}, .max_tags = 0}), Error);
}

TEST_CASE("a wrong number of logits is refused") {
  const Decision decision({.calibration = {}, .thresholds = {.5F, .5F}});
  CHECK_THROWS_WITH(decision.decide(std::vector<float>{1}), Catch::Contains("1 logits for 2"));
}

TEST_CASE("two tiers' logits are blended label by label") {
  const std::vector<float> full{1, -2}, instant{4, 4}, other{1};
  CHECK(blend_logits(full, instant, 0.5) == std::vector<float>{3, 0});
  CHECK(blend_logits(full, instant, 0) == full);
  CHECK_THROWS_AS(blend_logits(full, other, 1), Error);
}

TEST_CASE("windows are pooled by their mean, label by label") {
  CHECK(pool_windows(std::vector<float>{1, 2, 3, 6}, 2) == std::vector<float>{2, 4});
  CHECK(pool_windows(std::vector<float>{1, 2}, 2) == std::vector<float>{1, 2});
  CHECK_THROWS_AS(pool_windows({}, 2), Error);
  CHECK_THROWS_AS(pool_windows(std::vector<float>{1, 2, 3}, 2), Error);
  CHECK_THROWS_AS(pool_windows(std::vector<float>{1}, 0), Error);
}

}  // namespace
}  // namespace linnet
