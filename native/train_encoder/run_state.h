// What a checkpoint of a run holds beside the weights, so that the run can go on as if it had never
// stopped.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

#include "native/encoder/encoder.h"

namespace linnet {

// Where a run stands. The order of the data follows from seed and epoch, so a position is enough.
struct RunPosition {
  std::int64_t step = 0;   // optimiser steps done
  std::int64_t epoch = 0;  // whole passes done
  std::int64_t batch = 0;  // batches done of the pass under way
  double elapsed = 0;      // seconds of training so far, over all parts of the run
  double stage_start = 0;  // `elapsed` when the stage under way began
  std::int64_t tokens = 0;
  double loss_sum = 0;  // over the steps since the last row of the log
  std::int64_t loss_steps = 0;
  std::int64_t evaluated_step = -1;  // of the last evaluation
  std::optional<double> best;        // quality() of the best evaluation so far
  std::int64_t best_step = 0;
  std::int64_t evaluations_since_best = 0;
  std::int64_t average_updates = 0;  // of the weight average
};

// trainer_state.json and trainer_state.safetensors (optimiser, weight average, random generators)
// in a checkpoint folder.
void write_run_state(const std::filesystem::path& folder, const RunPosition& position,
                     const std::vector<NamedTensor>& tensors);
RunPosition read_run_position(const std::filesystem::path& folder);  // throws Error(kInvalidFormat)
std::vector<NamedTensor> read_run_tensors(const std::filesystem::path& folder);

}  // namespace linnet
