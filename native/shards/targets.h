// What a trainer is told of one label of one row.
#pragma once

#include <cstdint>
#include <optional>

#include "core/relevance.h"

namespace linnet {

// A probability that a teacher gave (a soft label; Hinton et al., "Distilling the knowledge in a
// neural network", 2015), in 254ths: what a byte holds beside "none was given".
using SoftLabel = std::uint8_t;
inline constexpr SoftLabel kNoSoftLabel = 255;
inline constexpr float kSoftLabelSteps = 254;

SoftLabel to_soft_label(double probability);  // in [0, 1], rounded
inline float probability_of(SoftLabel label) { return static_cast<float>(label) / kSoftLabelSteps; }

struct TargetOptions {
  double fits = 0.4;           // of a label that fits but is not clear; a clear one has 1
  bool trust_partial = false;  // a label that a partial row lacks does not apply to it
};

// In [0, 1]; nothing where the label takes no part in the loss. What a reader said comes before
// what a teacher thinks.
std::optional<float> target_of(Relevance relevance, bool partial, SoftLabel soft,
                               const TargetOptions& options);

}  // namespace linnet
