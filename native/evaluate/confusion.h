// Which label is given in place of which: in multi-label data a pair of a missed and a wrong one.
#pragma once

#include <cstddef>
#include <vector>

#include "core/matrix.h"
#include "core/relevance.h"

namespace linnet::evaluate {

struct ConfusedPair {
  std::size_t missed = 0;       // a label that clearly fits the row and was not given
  std::size_t given = 0;        // one that was given and does not fit
  std::size_t rows = 0;         // in which both happened
  std::size_t missed_rows = 0;  // in which `missed` was missed, whatever was given
};

// The `count` most frequent pairs at most; equally frequent ones by label index. A row with several
// missed and several wrong labels counts for each of their pairs.
std::vector<ConfusedPair> confused_pairs(LabelMatrix predictions, RelevanceMatrix relevance,
                                         std::size_t count);

}  // namespace linnet::evaluate
