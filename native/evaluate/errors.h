// The rows on which an answer is furthest from the truth.
#pragma once

#include <cstddef>
#include <vector>

#include "core/matrix.h"
#include "core/relevance.h"

namespace linnet::evaluate {

struct RowError {
  std::size_t row = 0;
  double loss = 0;
};

// The `count` rows of highest loss at most, the worst first; equal ones in their order. The loss is
// the mean binary cross entropy over the row's labels, those that fit but are not clear counting as
// 0, in nats; probabilities are kept 1e-7 away from 0 and 1, so it is finite. Unlike a count of
// wrong tags it also tells how sure the model was.
std::vector<RowError> worst_errors(ScoreMatrix probabilities, RelevanceMatrix relevance,
                                   std::size_t count);

}  // namespace linnet::evaluate
