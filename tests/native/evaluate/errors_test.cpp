#include "native/evaluate/errors.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <cstdint>
#include <vector>

namespace linnet::evaluate {
namespace {

const std::vector<std::uint8_t> kErrorTruth{1, 0,  //
                                            1, 0,  //
                                            0, 0,  //
                                            1, 0};
const std::vector<Relevance> kErrorRelevance = clear_where(kErrorTruth);
const std::vector<float> kErrorScores{.9F, .1F,  // nearly right
                                      .1F, .9F,  // sure and wrong
                                      .5F, .5F,  // unsure
                                      .9F, .1F};

TEST_CASE("the worst rows come first, equal ones in their order") {
  const auto errors = worst_errors({kErrorScores, 4, 2}, {kErrorRelevance, 4, 2}, 10);
  REQUIRE(errors.size() == 4);
  CHECK(errors[0].row == 1);
  CHECK(errors[0].loss == Approx(-std::log(0.1)));
  CHECK(errors[1].row == 2);
  CHECK(errors[1].loss == Approx(std::log(2.0)));
  CHECK(errors[2].row == 0);
  CHECK(errors[3].row == 3);
  CHECK(worst_errors({kErrorScores, 4, 2}, {kErrorRelevance, 4, 2}, 2).size() == 2);
}

TEST_CASE("a probability of 0 or 1 that is wrong costs much, but not infinitely much") {
  const std::vector<float> scores{0, 1};
  const std::vector truth{Relevance::kClear, Relevance::kNone};
  const auto errors = worst_errors({scores, 1, 2}, {truth, 1, 2}, 1);
  CHECK(errors[0].loss == Approx(-std::log(1e-7)).epsilon(1e-3));
}

}  // namespace
}  // namespace linnet::evaluate
