// Graded relevance: how well a label fits a row, as the gain that ranking metrics count for it
// (Järvelin and Kekäläinen, "Cumulated gain-based evaluation of IR techniques", 2002).
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "core/matrix.h"

namespace linnet {

// Rows whose labels are told as yes or no alone hold kClear and kNone; every graded metric of such
// rows is the usual one.
enum class Relevance : std::uint8_t {
  kNone = 0,
  kFits = 1,   // defensible: neither demanded nor counted as wrong
  kClear = 2,  // a curator would give it
};

inline constexpr std::uint8_t kMaxRelevance = 2;

inline double gain(Relevance relevance) { return static_cast<double>(relevance); }
inline bool is_accepted(Relevance relevance) { return relevance != Relevance::kNone; }

// Whether somebody has told what fits from what clearly does.
inline bool is_graded(std::span<const Relevance> relevance) {
  return std::find(relevance.begin(), relevance.end(), Relevance::kFits) != relevance.end();
}

using RelevanceMatrix = MatrixView<Relevance>;  // rows x labels

// 1 where the relevance is `least` or more: kFits for what is accepted, kClear for what is
// demanded.
inline std::vector<std::uint8_t> at_least(RelevanceMatrix relevance, Relevance least) {
  std::vector<std::uint8_t> binary;
  binary.reserve(relevance.values.size());
  for (const Relevance value : relevance.values) binary.push_back(value >= least ? 1 : 0);
  return binary;
}

// kClear for 1, kNone for 0.
inline std::vector<Relevance> clear_where(const std::vector<std::uint8_t>& binary) {
  std::vector<Relevance> relevance;
  relevance.reserve(binary.size());
  for (const std::uint8_t value : binary) {
    relevance.push_back(value != 0 ? Relevance::kClear : Relevance::kNone);
  }
  return relevance;
}

}  // namespace linnet
