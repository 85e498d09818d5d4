#include "native/train_encoder/run_checkpoint.h"

#include <ATen/core/Tensor.h>

#include <iterator>
#include <map>
#include <string>

#include "core/error.h"
#include "core/label_set.h"
#include "native/encoder/checkpoint.h"
#include "native/files/files.h"
#include "native/training/options_file.h"
#include "native/training/random_state.h"
#include "native/training/run_folder.h"

namespace linnet {
namespace {

namespace fs = std::filesystem;

constexpr char kAverage[] = "average.";

void write_model(const fs::path& folder, const EncoderTask& task,
                 const std::vector<NamedTensor>& weights) {
  save_checkpoint(folder, task.encoder.config(), weights);
  write_file_atomic(folder / "labels.json", LabelSet(task.train.label_names).to_json());
  write_file_atomic(folder / kTrainingArgsFile, to_json(task.options));
  if (!task.tokenizer.empty()) write_file_atomic(folder / "tokenizer.model", task.tokenizer);
}

}  // namespace

void save_best(const fs::path& output, const EncoderTask& task,
               const std::vector<NamedTensor>& weights) {
  replace_folder(output / "best",
                 [&](const fs::path& folder) { write_model(folder, task, weights); });
}

void save_last(const fs::path& output, const EncoderTask& task, const AdamW& optimiser,
               const WeightAverage* average, const RunPosition& position) {
  std::vector<NamedTensor> state = optimiser.state();
  for (NamedTensor& entry : random_state(task.encoder.device())) state.push_back(std::move(entry));
  if (average != nullptr) {
    for (const NamedTensor& entry : average->averages()) {
      state.push_back({kAverage + entry.name, entry.tensor});
    }
  }
  replace_folder(output / "last", [&](const fs::path& folder) {
    write_model(folder, task, task.encoder.parameters());
    write_run_data(folder, task.data);
    write_run_state(folder, position, state);
  });
}

RunPosition restore_run(const fs::path& output, const EncoderTask& task, AdamW& optimiser,
                        WeightAverage* average) {
  const fs::path folder = output / "last";
  const RunPosition position = read_run_position(folder);
  const std::vector<NamedTensor> state = read_run_tensors(folder);
  optimiser.load(state);
  if (average != nullptr) {
    std::map<std::string, at::Tensor> by_name;
    for (const NamedTensor& entry : state) by_name[entry.name] = entry.tensor;
    std::vector<NamedTensor> averages;
    for (const NamedTensor& own : average->averages()) {
      averages.push_back({own.name, by_name[kAverage + own.name]});
      if (!averages.back().tensor.defined()) {
        throw Error(ErrorCode::kNotFound,
                    folder.string() + ": has no average of \"" + own.name + "\"");
      }
    }
    average->load(averages, position.average_updates);
  }
  restore_random_state(state, task.encoder.device());
  return position;
}

}  // namespace linnet
