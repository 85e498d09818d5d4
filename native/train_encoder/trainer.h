// The training loop of an encoder: stages, schedule, evaluations, checkpoints, log.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "native/train_encoder/options.h"
#include "native/training/run_clock.h"
#include "native/training/run_folder.h"

namespace linnet {

enum class RunEnd {
  kBudget,   // the epochs or minutes are used up
  kEarly,    // the metric did not get better for `patience` evaluations
  kStopped,  // it was asked to; OUT/last is where it stopped
};

struct RunResult {
  RunEnd end = RunEnd::kBudget;
  std::int64_t steps = 0;      // optimiser steps done
  std::int64_t best_step = 0;  // after which the best weights were found
  std::optional<double> best;  // the chosen metric there; absent where nothing was evaluated yet
  std::string report;          // a table for people: the best checkpoint beside the trivial answers
};

// Trains as `options` say and leaves in options.output:
//   last/  the weights where it stopped and all that is needed to go on
//   best/  the weights (or their average) that did best on the valid rows
//   log.csv, loss.svg, rate.svg, valid.svg
// `stop_requested` is asked after each step; on true, last/ is saved and the run returns.
// A run that goes on (kResume) takes its weights and position from options.output/last. What
// kOverwrite replaces is removed once all inputs are read and fit together. Throws as
// check_run_folder() and open_task(), before anything is written; Error(kFailed) naming the step
// where loss, gradient or weights are no longer finite: what was saved before stays, and such
// weights are never written.
RunResult run_training(const TrainOptions& options, RunMode mode,
                       const std::function<bool()>& stop_requested,
                       const RunClock& clock = RunClock());

}  // namespace linnet
