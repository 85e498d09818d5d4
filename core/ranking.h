// (score, relevance) pairs in order of falling score: what curves and thresholds walk over.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/relevance.h"

namespace linnet {

// All pairs with the same score stand or fall together.
struct ScoreGroup {
  float score = 0;
  std::size_t given = 0;     // pairs with this score or a higher one
  std::size_t accepted = 0;  // of these, those that fit, clearly or not
  std::size_t clear = 0;     // of these, those that clearly fit
};

class ScoreRanking {
 public:
  void reserve(std::size_t pairs) { keys_.reserve(pairs); }
  // `score` must be in [0, 1].
  void add(float score, Relevance relevance);
  // One group for each distinct score, the highest first.
  std::vector<ScoreGroup> groups();

 private:
  // Score above relevance in one integer, so that a plain sort orders millions of pairs quickly.
  std::vector<std::uint64_t> keys_;
};

}  // namespace linnet
