// The learning-rate range test (Smith, 2017): a short run in which the rate grows at each step.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "native/train_encoder/options.h"

namespace linnet {

struct RatePoint {
  double rate = 0;
  double loss = 0;      // on the probe after the step at this rate
  double smoothed = 0;  // exponential mean of it, with bias correction
};

// How a rate was found.
enum class RateRule {
  kSteepest,  // where the smoothed loss falls most steeply over log rate
  kBreak,     // the loss never fell by a hundredth: a tenth of the rate at which it breaks away
};

struct RateSuggestion {
  double rate = 0;
  RateRule rule = RateRule::kSteepest;
};

struct RateSweep {
  std::vector<RatePoint> points;
  std::optional<RateSuggestion> suggestion;
};

// Reads a sweep, its first tenth left out. A model that starts from nothing, with a classifier at
// the frequencies of the labels, learns too little in a sweep for its loss to fall: there only the
// break (5% over the lowest) says something. Absent where there is neither.
std::optional<RateSuggestion> suggest_rate(std::span<const RatePoint> points);

// Losses of batches differ by more than a step changes them (their examples carry few labels or
// many), so what is looked at is the loss on a probe: the same rows of valid after each step.
// Sweeps from 1e-6 to 1 in `steps` steps, or until the smoothed loss is over twice its best or
// `stop_requested` (asked before each step) is true; then writes find_lr.csv and find_lr.svg into
// options.output. No checkpoint is written.
RateSweep find_rate(const TrainOptions& options, int steps,
                    const std::function<bool()>& stop_requested);

}  // namespace linnet
