// The two checkpoints of a run: last/, from which it goes on, and final/, which is its result.
#pragma once

#include <cstdint>
#include <filesystem>

#include "native/pretrain/task.h"
#include "native/training/adamw.h"

namespace linnet::pretrain {

// Where a run stands. The order of the data, the masks and the dropout follow from the seed and the
// step, so a position is enough.
struct RunPosition {
  std::int64_t step = 0;       // optimiser steps done
  std::int64_t sequences = 0;  // read so far, by all processes
  std::int64_t tokens = 0;     // likewise
  double elapsed = 0;          // seconds of training so far, over all parts of the run
  double loss_sum = 0;         // since the last row of the log
  double loss_terms = 0;
  std::int64_t evaluated_step = -1;  // of the last evaluation
  std::int64_t processes = 1;        // that the steps are shared by
};

// Both hold config.json, model.safetensors, training_args.json and tokenizer.model (where the task
// has one), and replace what was there as a whole.
void save_final(const std::filesystem::path& output, const PretrainTask& task);
void save_last(const std::filesystem::path& output, const PretrainTask& task,
               const AdamW& optimiser, const RunPosition& position);

// Brings the optimiser to where `output`/last left it; the weights are open_task()'s. Throws
// Error(kInvalidArgument) where the processes are not as many as the run began with.
RunPosition restore_run(const std::filesystem::path& output, AdamW& optimiser, int processes);

}  // namespace linnet::pretrain
