// Sorting of (score, relevance) pairs as integers.
#include "core/ranking.h"

#include <algorithm>
#include <cstring>
#include <functional>

namespace linnet {

void ScoreRanking::add(float score, Relevance relevance) {
  // The bits of floats that are 0 or more order as the floats do; adding 0 turns -0 into 0.
  const float positive = score + 0.0F;
  std::uint32_t bits = 0;
  std::memcpy(&bits, &positive, sizeof bits);
  keys_.push_back(std::uint64_t{bits} << 2 | static_cast<std::uint64_t>(relevance));
}

std::vector<ScoreGroup> ScoreRanking::groups() {
  std::sort(keys_.begin(), keys_.end(), std::greater<>());
  std::vector<ScoreGroup> groups;
  ScoreGroup group;
  for (std::size_t i = 0; i < keys_.size();) {
    const std::uint64_t bits = keys_[i] >> 2;
    for (; i < keys_.size() && keys_[i] >> 2 == bits; ++i) {
      ++group.given;
      const auto relevance = static_cast<Relevance>(keys_[i] & 3);
      group.accepted += is_accepted(relevance) ? 1 : 0;
      group.clear += relevance == Relevance::kClear ? 1 : 0;
    }
    const auto score_bits = static_cast<std::uint32_t>(bits);
    std::memcpy(&group.score, &score_bits, sizeof group.score);
    groups.push_back(group);
  }
  return groups;
}

}  // namespace linnet
