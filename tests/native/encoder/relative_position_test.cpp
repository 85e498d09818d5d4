#include "native/encoder/relative_position.h"

#include "tests/native/catch_after_torch.h"

namespace linnet {
namespace {

TEST_CASE("distances fall into MPNet's 32 buckets") {
  // From the longest distance of each bucket to the next, as MPNetEncoder's are.
  const std::vector<std::pair<std::int64_t, std::int64_t>> lowest = {
      {-600, 15}, {-90, 14}, {-63, 13}, {-45, 12}, {-31, 11}, {-22, 10}, {-15, 9}, {-11, 8},
      {-7, 7},    {-6, 6},   {-5, 5},   {-4, 4},   {-3, 3},   {-2, 2},   {-1, 1},  {0, 0},
      {1, 17},    {2, 18},   {3, 19},   {4, 20},   {5, 21},   {6, 22},   {7, 23},  {8, 24},
      {12, 25},   {16, 26},  {23, 27},  {32, 28},  {46, 29},  {64, 30},  {91, 31}};
  for (std::size_t i = 0; i < lowest.size(); ++i) {
    const std::int64_t end = i + 1 < lowest.size() ? lowest[i + 1].first : 601;
    for (std::int64_t distance = lowest[i].first; distance < end; ++distance) {
      INFO(distance);
      CHECK(relative_position_bucket(distance, 32) == lowest[i].second);
    }
  }
}

TEST_CASE("any number of buckets from four on is used whole, and none beyond it") {
  for (std::int64_t buckets = 4; buckets <= 64; buckets += 2) {
    const auto all = relative_position_buckets(1000, buckets);
    REQUIRE(all.size() == 1999);
    CHECK(all[999] == 0);
    for (const std::int64_t bucket : all) REQUIRE((bucket >= 0 && bucket < buckets));
    CHECK(all.front() == buckets / 2 - 1);
    CHECK(all.back() == buckets / 2 * 2 - 1);
  }
}

}  // namespace
}  // namespace linnet
