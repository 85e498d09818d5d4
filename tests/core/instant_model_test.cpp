// The instant tier's model: either kind of file, or both in one.
#include "core/instant_model.h"

#include <catch2/catch.hpp>

#include "core/error.h"
#include "tests/core/random_bytes.h"

namespace linnet {
namespace {

using Catch::Matchers::Contains;

const Pieces kTitle{{0, 1}, {1, 1}};
const Pieces kDescription{{1, 1, 2}, {1, 0, 1}};

LinearModel linear(std::size_t labels = 2) {
  LinearFeatures features({}, {});
  std::vector<LinearWeight> weights;
  for (const LinearFeature& feature : features.extract(kTitle, kDescription)) {
    weights.push_back({feature.key, 1, static_cast<float>(feature.key % 7) - 3});
  }
  return LinearModel::build(std::move(features), std::vector<float>(labels, -1),
                            std::move(weights));
}

AveragingNetwork network() {
  return AveragingNetwork({.width = 1,
                           .vectors = {1, -2, 3},
                           .hidden = {{1, -1}, {0.5F}},
                           .output = {{2, 3}, {0, 1}},
                           .direct = {{1, 2, 3, 4}, {0, 0.5F}}});
}

InstantModel both() { return {linear(), network(), 0.25F}; }

TEST_CASE("each kind of file is known by its first bytes") {
  CHECK(InstantModel::parse(linear().serialize()).linear().has_value());
  CHECK_FALSE(InstantModel::parse(linear().serialize()).network().has_value());
  CHECK(InstantModel::parse(network().serialize()).network().has_value());
  CHECK_FALSE(InstantModel::parse(network().serialize()).linear().has_value());
  CHECK(InstantModel::parse(both().serialize()).linear().has_value());
  CHECK(InstantModel::parse(both().serialize()).network().has_value());
  for (const InstantModel& model : {InstantModel(linear()), InstantModel(network()), both()}) {
    const InstantModel back = InstantModel::parse(model.serialize());
    CHECK(back.serialize() == model.serialize());
    CHECK(back.labels() == 2);
    CHECK(back.logits(kTitle, kDescription) == model.logits(kTitle, kDescription));
  }
}

TEST_CASE("two models have the weighted mean of their logits and of their contributions") {
  const auto a = linear().logits(kTitle, kDescription);
  const auto b = network().logits(kTitle, kDescription);
  const auto mean = both().logits(kTitle, kDescription);
  for (std::size_t label = 0; label < 2; ++label) {
    CHECK(mean[label] == Approx(0.75 * a[label] + 0.25 * b[label]));
    const PieceContributions parts = both().contributions(kTitle, kDescription, label);
    double sum = parts.bias;
    for (const double part : parts.title) sum += part;
    for (const double part : parts.description) sum += part;
    CHECK(sum == Approx(mean[label]).margin(1e-4));
  }
  CHECK_THROWS_AS(both().contributions(kTitle, kDescription, 2), Error);
}

TEST_CASE("models that do not go together are refused") {
  CHECK_THROWS_WITH(InstantModel(linear(3), network(), 0.5F),
                    Contains("the linear model has 3 labels, the network 2"));
  for (const float share : {0.0F, 1.0F, -0.5F, 2.0F}) {
    CHECK_THROWS_WITH(InstantModel(linear(), network(), share), Contains("between 0 and 1"));
  }
}

TEST_CASE("a file of two models that is cut off, longer or of another version is refused") {
  const std::string bytes = both().serialize();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK_THROWS_AS(InstantModel::parse(bytes.substr(0, size)), Error);
  }
  CHECK_THROWS_WITH(InstantModel::parse(bytes + "x"), Contains("bytes follow its end"));
  std::string newer = bytes;
  newer[8] = 2;
  CHECK_THROWS_WITH(InstantModel::parse(newer), Contains("version 2"));
}

TEST_CASE("damaged instant models are read or refused, and nothing else") {
  test::for_each_mutation(both().serialize(), [](const std::string& damaged) {
    const InstantModel read = InstantModel::parse(damaged);
    CHECK(read.logits(kTitle, kDescription).size() == read.labels());
  });
}

}  // namespace
}  // namespace linnet
