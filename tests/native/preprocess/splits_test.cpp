#include "native/preprocess/splits.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <numeric>

#include "core/error.h"

using namespace linnet::preprocess;

namespace {

std::vector<std::size_t> singles(std::size_t rows) {
  std::vector<std::size_t> groups(rows);
  std::iota(groups.begin(), groups.end(), std::size_t{0});
  return groups;
}

std::size_t count(const std::vector<std::string>& splits, const std::string& name) {
  return static_cast<std::size_t>(std::count(splits.begin(), splits.end(), name));
}

}  // namespace

TEST_CASE("the splits have their shares, drawn by the seed alone") {
  const std::vector<std::uint8_t> partial(1000, 0);
  const auto splits = draw_splits(singles(1000), partial, {0.1, 0.05, 7});
  CHECK(count(splits, "valid") == 100);
  CHECK(count(splits, "test") == 50);
  CHECK(count(splits, "train") == 850);
  CHECK(draw_splits(singles(1000), partial, {0.1, 0.05, 7}) == splits);
  CHECK(draw_splits(singles(1000), partial, {0.1, 0.05, 8}) != splits);
}

TEST_CASE("no group is parted, and no partial row held out") {
  std::vector<std::size_t> groups = singles(600);
  std::vector<std::uint8_t> partial(600, 0);
  for (std::size_t i = 0; i < 600; ++i) {
    groups[i] = i / 3 * 3;
    partial[i] = i % 7 == 0 ? 1 : 0;
  }
  const auto splits = draw_splits(groups, partial, {0.2, 0.2, 1});
  for (std::size_t i = 0; i < 600; ++i) {
    CHECK(splits[i] == splits[groups[i]]);
    if (partial[i] != 0) CHECK(splits[i] == "train");
  }
  CHECK(count(splits, "valid") > 100);
}

TEST_CASE("shares that leave nothing to train on are refused") {
  const std::vector<std::uint8_t> partial(10, 0);
  CHECK_THROWS_AS(draw_splits(singles(10), partial, {0.5, 0.5, 1}), linnet::Error);
  CHECK_THROWS_AS(draw_splits(singles(10), partial, {-0.1, 0, 1}), linnet::Error);
}

TEST_CASE("of a group over several given splits only the held-out rows stay") {
  const std::vector<std::size_t> groups{0, 0, 0, 3, 3, 5, 5};
  const std::vector<std::string> splits{"train", "valid", "train", "valid",
                                        "test",  "train", "train"};
  CHECK(keep_apart(groups, splits) == std::vector<std::uint8_t>{0, 1, 0, 0, 1, 1, 1});
}
