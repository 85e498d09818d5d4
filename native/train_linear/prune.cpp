#include "native/train_linear/prune.h"

#include <algorithm>
#include <tuple>
#include <unordered_set>

namespace linnet::train_linear {
namespace {

constexpr std::size_t kBytesPerWeight = 2;
constexpr std::size_t kBytesPerFeature = 5;

}  // namespace

std::vector<LinearWeight> keep_best(std::vector<WeightCandidate> candidates, std::size_t bytes) {
  std::sort(candidates.begin(), candidates.end(),
            [](const WeightCandidate& a, const WeightCandidate& b) {
              return std::tuple(-a.score, a.weight.key, a.weight.label) <
                     std::tuple(-b.score, b.weight.key, b.weight.label);
            });
  std::vector<LinearWeight> kept;
  std::unordered_set<std::uint32_t> keys;
  for (const WeightCandidate& candidate : candidates) {
    const bool is_new = !keys.contains(candidate.weight.key);
    const std::size_t cost = kBytesPerWeight + (is_new ? kBytesPerFeature : 0);
    if (cost > bytes) break;
    bytes -= cost;
    if (is_new) keys.insert(candidate.weight.key);
    kept.push_back(candidate.weight);
  }
  return kept;
}

}  // namespace linnet::train_linear
