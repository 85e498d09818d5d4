#include "native/evaluate/errors.h"

#include <algorithm>
#include <cmath>

namespace linnet::evaluate {
namespace {

constexpr double kLeastProbability = 1e-7;

}  // namespace

std::vector<RowError> worst_errors(ScoreMatrix probabilities, RelevanceMatrix relevance,
                                   std::size_t count) {
  std::vector<RowError> errors;
  for (std::size_t row = 0; row < relevance.rows; ++row) {
    const auto scores = probabilities.row(row);
    const auto actual = relevance.row(row);
    double loss = 0;
    for (std::size_t label = 0; label < relevance.columns; ++label) {
      if (actual[label] == Relevance::kFits) continue;
      const double p = std::clamp<double>(scores[label], kLeastProbability, 1 - kLeastProbability);
      loss -= std::log(actual[label] == Relevance::kClear ? p : 1 - p);
    }
    errors.push_back({row, loss / static_cast<double>(relevance.columns)});
  }
  std::stable_sort(errors.begin(), errors.end(),
                   [](const RowError& a, const RowError& b) { return a.loss > b.loss; });
  errors.resize(std::min(count, errors.size()));
  return errors;
}

}  // namespace linnet::evaluate
