#include "native/evaluate/confusion.h"

#include <catch2/catch.hpp>
#include <cstdint>
#include <vector>

namespace linnet::evaluate {
namespace {

// Four rows of three labels.
const std::vector<std::uint8_t> kFourRows{1, 0, 0,  //
                                          1, 0, 0,  //
                                          1, 1, 0,  //
                                          0, 0, 1};
const std::vector<Relevance> kFourRelevances = clear_where(kFourRows);
const std::vector<std::uint8_t> kGiven{0, 1, 0,   // 0 missed, 1 wrong
                                       0, 1, 1,   // 0 missed, 1 and 2 wrong
                                       0, 1, 0,   // 0 missed, nothing wrong
                                       0, 0, 1};  // all right

TEST_CASE("pairs of a missed and a wrong label are counted by row, most frequent first") {
  const auto pairs = confused_pairs({kGiven, 4, 3}, {kFourRelevances, 4, 3}, 10);
  REQUIRE(pairs.size() == 2);
  CHECK(pairs[0].missed == 0);
  CHECK(pairs[0].given == 1);
  CHECK(pairs[0].rows == 2);
  CHECK(pairs[0].missed_rows == 3);
  CHECK(pairs[1].missed == 0);
  CHECK(pairs[1].given == 2);
  CHECK(pairs[1].rows == 1);
}

TEST_CASE("no more pairs than asked for, and none where all is right") {
  CHECK(confused_pairs({kGiven, 4, 3}, {kFourRelevances, 4, 3}, 1).size() == 1);
  CHECK(confused_pairs({kFourRows, 4, 3}, {kFourRelevances, 4, 3}, 10).empty());
}

}  // namespace
}  // namespace linnet::evaluate
