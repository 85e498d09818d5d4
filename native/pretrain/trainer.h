// The training loop of masked-language modelling.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "native/pretrain/evaluation.h"
#include "native/pretrain/options.h"
#include "native/training/data_parallel.h"
#include "native/training/run_clock.h"
#include "native/training/run_folder.h"

namespace linnet::pretrain {

struct RunResult {
  bool stopped = false;          // it was asked to; OUT/last is where
  std::int64_t steps = 0;        // optimiser steps done
  double seconds = 0;            // of training, over all parts of the run
  double tokens_per_second = 0;  // of this part, evaluations and checkpoints included
  // At the end, where sequences are held out: the model's, and those of the frequencies alone.
  std::optional<MaskedScores> scores, frequencies;
};

// Trains as `options` say and leaves in options.output:
//   last/   the weights where it stopped and all that is needed to go on
//   final/  the weights at the end of the schedule
//   log.csv, loss.svg, rate.svg, valid.svg
// `stop_requested` is asked after each step; on true in any process, last/ is saved and the run
// returns. A run that goes on (kResume) takes its weights and position from options.output/last.
// What kOverwrite replaces is removed once all processes have read their inputs and these fit
// together. The first process writes the files. Throws as check_run_folder() and open_task(),
// before anything is written; Error(kFailed) naming the step where loss,
// gradient or weights are no longer finite: what was saved before stays, and such weights are
// never written.
RunResult run_pretraining(const PretrainOptions& options, RunMode mode, const ProcessPlace& place,
                          const std::function<bool()>& stop_requested,
                          const RunClock& clock = RunClock());

}  // namespace linnet::pretrain
