// (score, truth) pairs in order of falling score: what average precision and thresholds walk over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace linnet {

// All pairs with the same score stand or fall together.
struct ScoreGroup {
  float score = 0;
  std::size_t given = 0;  // pairs with this score or a higher one
  std::size_t hits = 0;   // of these, the true ones
};

class ScoreRanking {
 public:
  void reserve(std::size_t pairs) { keys_.reserve(pairs); }
  // `score` must be in [0, 1].
  void add(float score, bool truth);
  // One group for each distinct score, the highest first.
  std::vector<ScoreGroup> groups();

 private:
  // Score above truth in one integer, so that a plain sort orders millions of pairs quickly.
  std::vector<std::uint64_t> keys_;
};

}  // namespace linnet
