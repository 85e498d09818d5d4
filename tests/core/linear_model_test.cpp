#include "core/linear_model.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "core/error.h"
#include "tests/core/random_bytes.h"

using linnet::Error;
using linnet::LinearFeature;
using linnet::LinearFeatures;
using linnet::LinearModel;
using linnet::LinearWeight;
using linnet::Pieces;

namespace {

Pieces pieces(std::vector<std::int32_t> ids) {
  Pieces result;
  result.starts_word.assign(ids.size(), 1);
  result.ids = std::move(ids);
  return result;
}

std::vector<std::uint32_t> keys(const std::vector<LinearFeature>& features) {
  std::vector<std::uint32_t> all;
  for (const LinearFeature& feature : features) all.push_back(feature.key);
  return all;
}

// The key of the feature that a single piece is.
std::uint32_t key_of(std::int32_t id) {
  return LinearFeatures({}, {}).extract(pieces({id}), {}).at(0).key;
}

LinearModel small_model() {
  return LinearModel::build(
      LinearFeatures({"", "_ab", "cd"}, {}), {-1.0f, 0.5f, 2.0f},
      {{key_of(1), 0, 4.0f}, {key_of(1), 2, -1.0f}, {key_of(2), 0, -2.0f}, {7, 2, 3.0f}});
}

}  // namespace

TEST_CASE("contributions of the pieces and the bias add up to the logit") {
  // Hashes of everything in the texts, so that no feature is without a weight.
  const LinearFeatures features({"", "_ab", "cd", "efgh"}, {.title_weight = 3});
  Pieces title = pieces({1, 2, 3, 1});
  title.starts_word = {1, 0, 1, 1};
  Pieces description = pieces({2, 1, 2, 3, 3});
  description.starts_word = {0, 1, 0, 1, 0};
  std::vector<LinearWeight> weights;
  float weight = -1;
  for (const LinearFeature& feature : features.extract(title, description)) {
    weights.push_back({feature.key, 0, weight += 0.17F});
    weights.push_back({feature.key, 1, -weight});
  }
  const LinearModel model = LinearModel::build(features, {0.25F, -3}, weights);
  for (const std::size_t label : {0U, 1U}) {
    const auto [of_title, of_description, bias] = model.contributions(title, description, label);
    REQUIRE(of_title.size() == 4);
    REQUIRE(of_description.size() == 5);
    double sum = bias;
    for (const double part : of_title) sum += part;
    for (const double part : of_description) sum += part;
    CHECK(sum == Approx(model.logits(title, description)[label]).epsilon(1e-5));
  }
}

TEST_CASE("a contribution goes to where the feature stands") {
  const auto pair = LinearFeatures({}, {}).extract(pieces({1, 2}), {});
  std::vector<LinearWeight> weights;
  for (const LinearFeature& feature : pair) {
    if (feature.key != key_of(1) && feature.key != key_of(2))
      weights.push_back({feature.key, 0, 4});
  }
  REQUIRE(weights.size() == 1);
  weights.push_back({key_of(5), 0, -2});
  const LinearModel model =
      LinearModel::build(LinearFeatures({}, {.title_weight = 3}), {0.F}, weights);
  const auto found = model.contributions(pieces({5}), pieces({7, 5, 1, 2}), 0);
  CHECK(found.description[0] == 0);
  CHECK(found.description[2] > 0);
  CHECK(found.description[2] == found.description[3]);
  CHECK(found.description[1] < 0);
  // One place in the title counts as three of the description.
  CHECK(found.title[0] == Approx(3 * found.description[1]));
}

TEST_CASE("contributions to a label that is not there are refused") {
  CHECK_THROWS_AS(small_model().contributions({}, {}, 3), Error);
  const auto nothing = small_model().contributions({}, {}, 2);
  CHECK(nothing.bias == 2);
  CHECK(nothing.title.empty());
}

TEST_CASE("features have length 1, rising keys, and grow with the logarithm of their count") {
  const LinearFeatures features({}, {.title_weight = 3});
  const auto found = features.extract(pieces({10, 11}), pieces({10, 12}));
  CHECK(found.size() == 5);  // pieces 10, 11, 12 and the pairs 10 11, 10 12
  double squares = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    squares += static_cast<double>(found[i].value) * found[i].value;
    if (i > 0) CHECK(found[i - 1].key < found[i].key);
  }
  CHECK(squares == Approx(1));
  const auto value = [&](std::uint32_t key) {
    return std::find_if(found.begin(), found.end(), [&](auto& f) { return f.key == key; })->value;
  };
  CHECK(value(key_of(10)) / value(key_of(12)) == Approx(std::log(5.0) / std::log(2.0)));
  CHECK(value(key_of(11)) / value(key_of(12)) == Approx(std::log(4.0) / std::log(2.0)));
}

TEST_CASE("a word of several pieces is a feature, and so is the order of pieces") {
  const LinearFeatures features({}, {});
  Pieces one_word = pieces({10, 11});
  one_word.starts_word = {1, 0};
  CHECK(features.extract(one_word, {}).size() == 4);
  CHECK(features.extract(pieces({10, 11}), {}).size() == 3);
  CHECK(keys(features.extract(pieces({10, 11}), {})) !=
        keys(features.extract(pieces({11, 10}), {})));
}

TEST_CASE("pieces that share a run of characters share features") {
  const LinearFeatures features({"_cars", "_car", "tree"}, {});
  const auto shared = [&](std::int32_t a, std::int32_t b) {
    const auto first = keys(features.extract(pieces({a}), {}));
    const auto second = keys(features.extract(pieces({b}), {}));
    std::vector<std::uint32_t> both;
    std::set_intersection(first.begin(), first.end(), second.begin(), second.end(),
                          std::back_inserter(both));
    return both.size();
  };
  CHECK(shared(0, 1) == 3);  // "_ca", "car", "_car"
  CHECK(shared(0, 2) == 0);
}

TEST_CASE("a piece's surface marks the start of a word; special pieces have none") {
  CHECK(linnet::linear_surface("\xE2\x96\x81"
                               "data") == "_data");
  CHECK(linnet::linear_surface("ing") == "ing");
  CHECK(linnet::linear_surface("<mask>").empty());
  CHECK(linnet::linear_surface("<0x0A>").empty());
  CHECK(linnet::linear_surface("<") == "<");
}

TEST_CASE("a logit is the bias plus the weighted features") {
  const LinearModel model = small_model();
  CHECK(model.labels() == 3);
  CHECK(model.weight_count() == 4);
  const auto nothing = model.logits({}, {});
  CHECK(nothing == std::vector<float>{-1.0f, 0.5f, 2.0f});

  // Piece 2 ("cd") alone: one feature of value 1. Its weight is half of the label's largest, so
  // quantisation moves it by at most half a step of 4 / 127.
  const auto logits = model.logits(pieces({2}), {});
  CHECK(logits[0] == Approx(-1.0 - 2.0).margin(4.0 / 127 / 2));
  CHECK(logits[1] == 0.5f);
  CHECK(logits[2] == 2.0f);
}

TEST_CASE("unknown and negative ids are features like any other") {
  const auto logits = small_model().logits(pieces({-5, 2'000'000'000}), pieces({3}));
  CHECK(logits == std::vector<float>{-1.0f, 0.5f, 2.0f});
}

TEST_CASE("a model comes back from its bytes") {
  const LinearModel model = small_model();
  const LinearModel back = LinearModel::parse(model.serialize());
  CHECK(back.labels() == 3);
  CHECK(back.feature_count() == model.feature_count());
  CHECK(back.features().surfaces() == model.features().surfaces());
  CHECK(back.logits(pieces({1, 2}), pieces({2})) == model.logits(pieces({1, 2}), pieces({2})));
  CHECK(back.serialize() == model.serialize());
}

TEST_CASE("weights that make no sense are refused") {
  const auto refuses = [](std::vector<float> biases, std::vector<LinearWeight> weights) {
    CHECK_THROWS_AS(LinearModel::build(LinearFeatures({}, {}), biases, weights), Error);
  };
  refuses({}, {});
  refuses(std::vector<float>(257, 0.0f), {});
  refuses({NAN}, {});
  refuses({0}, {{1, 1, 1.0f}});
  refuses({0}, {{1, 0, INFINITY}});
  refuses({0}, {{1, 0, 1.0f}, {1, 0, 2.0f}});
}

TEST_CASE("a file that is cut off, longer, of another version or of another kind is refused") {
  const std::string bytes = small_model().serialize();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK_THROWS_AS(LinearModel::parse(bytes.substr(0, size)), Error);
  }
  CHECK_THROWS_AS(LinearModel::parse(bytes + "x"), Error);
  std::string newer = bytes;
  newer[8] = 2;
  CHECK_THROWS_WITH(LinearModel::parse(newer), Catch::Contains("version 2"));
  std::string huge = bytes;
  for (std::size_t i = 12; i < 28; ++i) huge[i] = '\xFF';
  CHECK_THROWS_AS(LinearModel::parse(huge), Error);
}

TEST_CASE("damaged linear models are read or refused, and nothing else") {
  linnet::test::for_each_mutation(small_model().serialize(), [](const std::string& damaged) {
    const LinearModel model = LinearModel::parse(damaged);
    CHECK(model.logits(pieces({1, 2}), pieces({2, 3})).size() == model.labels());
  });
}
