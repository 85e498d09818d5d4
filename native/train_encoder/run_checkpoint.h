// The two checkpoints of a run: last/, from which it goes on, and best/, which is its result.
#pragma once

#include <filesystem>

#include "native/train_encoder/run_state.h"
#include "native/train_encoder/task.h"
#include "native/training/adamw.h"
#include "native/training/weight_average.h"

namespace linnet {

// Both hold config.json, model.safetensors, labels.json, training_args.json and tokenizer.model
// (where the task has one), and replace what was there as a whole.
void save_best(const std::filesystem::path& output, const EncoderTask& task,
               const std::vector<NamedTensor>& weights);
// With the state of the run; `average` may be null.
void save_last(const std::filesystem::path& output, const EncoderTask& task, const AdamW& optimiser,
               const WeightAverage* average, const RunPosition& position);

// Brings optimiser, average and random generators to where `output`/last left them; the weights are
// open_task()'s. Throws Error(kNotFound) or Error(kInvalidFormat) where the state is not whole.
RunPosition restore_run(const std::filesystem::path& output, const EncoderTask& task,
                        AdamW& optimiser, WeightAverage* average);

}  // namespace linnet
