#include "native/train_linear/prune.h"

#include <catch2/catch.hpp>

using linnet::LinearWeight;
using namespace linnet::train_linear;

namespace {

std::vector<std::pair<std::uint32_t, std::uint32_t>> kept(std::size_t bytes) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> result;
  for (const LinearWeight& weight : keep_best(
           {{{7, 0, 1.0f}, 1}, {{8, 1, -9.0f}, 9}, {{8, 0, 2.0f}, 5}, {{7, 1, 3.0f}, 5}}, bytes)) {
    result.emplace_back(weight.key, weight.label);
  }
  return result;
}

}  // namespace

TEST_CASE("the best weights are kept within the bytes that they take") {
  using Pairs = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
  CHECK(kept(6).empty());
  CHECK(kept(7) == Pairs{{8, 1}});                   // a feature and a weight
  CHECK(kept(14) == Pairs{{8, 1}, {7, 1}});          // equal scores go by key
  CHECK(kept(16) == Pairs{{8, 1}, {7, 1}, {8, 0}});  // a weight of a feature kept already
  CHECK(kept(100) == Pairs{{8, 1}, {7, 1}, {8, 0}, {7, 0}});
}
