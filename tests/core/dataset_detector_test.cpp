// Data sets told from other texts: the line is at log-odds of 0, one output and no other.
#include "core/dataset_detector.h"

#include <catch2/catch.hpp>
#include <limits>
#include <utility>
#include <vector>

#include "core/error.h"

namespace linnet {
namespace {

Pieces pieces_of(std::vector<std::int32_t> ids) {
  std::vector<std::uint8_t> starts(ids.size(), 1);
  return {std::move(ids), std::move(starts), false};
}

// Piece 1 speaks for a data set, piece 2 against it.
LinearModel model(std::size_t outputs, float bias = 0) {
  LinearFeatures features({}, {});
  std::vector<LinearWeight> weights;
  for (const auto& [id, weight] : {std::pair{1, 3.0F}, std::pair{2, -3.0F}}) {
    for (const auto& feature : features.extract(pieces_of({id}), {})) {
      weights.push_back({feature.key, 0, weight});
    }
  }
  return LinearModel::build(std::move(features), std::vector<float>(outputs, bias),
                            std::move(weights));
}

TEST_CASE("a text is a data set's where its log-odds are not below 0") {
  const DatasetDetector detector(model(1));
  CHECK(detector.log_odds(pieces_of({1}), {}) == Approx(3));
  CHECK(detector.accepts(pieces_of({1}), {}));
  CHECK(detector.accepts({}, pieces_of({1})));
  CHECK_FALSE(detector.accepts(pieces_of({2}), {}));
  CHECK(detector.accepts(pieces_of({7}), {}));  // unknown: the bias decides
  CHECK_FALSE(DatasetDetector(model(1, -0.1F)).accepts(pieces_of({7}), {}));
}

TEST_CASE("a detector survives its file; a model of more outputs is none") {
  const auto bytes = DatasetDetector(model(1)).serialize();
  CHECK(DatasetDetector::parse(bytes).log_odds(pieces_of({2}), {}) == Approx(-3));
  CHECK_THROWS_WITH(DatasetDetector::parse(model(2).serialize()),
                    Catch::Contains("one output is expected, this model has 2"));
  CHECK_THROWS_AS(DatasetDetector(model(2)), Error);
}

TEST_CASE("a bias can be shifted, of a label that is there and to a number that is finite") {
  LinearModel shifted = model(1);
  shifted.shift_bias(0, -1.5F);
  CHECK(shifted.logits(pieces_of({7}), {}).front() == Approx(-1.5));
  CHECK_THROWS_AS(shifted.shift_bias(1, 1), Error);
  CHECK_THROWS_AS(shifted.shift_bias(0, std::numeric_limits<float>::infinity()), Error);
}

}  // namespace
}  // namespace linnet
