#include "native/pretrain/run_checkpoint.h"

#include <nlohmann/json.hpp>
#include <string>

#include "core/error.h"
#include "native/encoder/checkpoint.h"
#include "native/encoder/tensor_file.h"
#include "native/files/files.h"
#include "native/training/options_file.h"
#include "native/training/run_folder.h"

namespace linnet::pretrain {
namespace {

namespace fs = std::filesystem;

constexpr char kPositionFile[] = "trainer_state.json";
constexpr char kOptimiserFile[] = "trainer_state.safetensors";

// Calls visit("name", member) for each member, in the order of the file.
template <typename Position, typename Visit>
void for_each_member(Position& position, const Visit& visit) {
  visit("step", position.step);
  visit("sequences", position.sequences);
  visit("tokens", position.tokens);
  visit("elapsed", position.elapsed);
  visit("loss_sum", position.loss_sum);
  visit("loss_terms", position.loss_terms);
  visit("evaluated_step", position.evaluated_step);
  visit("processes", position.processes);
}

void write_model(const fs::path& folder, const PretrainTask& task) {
  save_checkpoint(folder, task.model.encoder().config(), task.model.parameters());
  write_file_atomic(folder / kTrainingArgsFile, to_json(task.options));
  if (!task.tokenizer.empty()) write_file_atomic(folder / "tokenizer.model", task.tokenizer);
}

RunPosition read_position(const fs::path& path) {
  RunPosition position;
  try {
    const auto json = nlohmann::json::parse(read_file(path));
    for_each_member(position, [&](const char* name, auto& value) { json.at(name).get_to(value); });
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::kInvalidFormat, path.string() + ": " + error.what());
  }
  return position;
}

}  // namespace

void save_final(const fs::path& output, const PretrainTask& task) {
  replace_folder(output / "final", [&](const fs::path& folder) { write_model(folder, task); });
}

void save_last(const fs::path& output, const PretrainTask& task, const AdamW& optimiser,
               const RunPosition& position) {
  replace_folder(output / "last", [&](const fs::path& folder) {
    write_model(folder, task);
    write_run_data(folder, task.data);
    nlohmann::ordered_json json;
    for_each_member(position, [&](const char* name, const auto& value) { json[name] = value; });
    write_file_atomic(folder / kPositionFile, json.dump(2) + "\n");
    write_tensors(folder / kOptimiserFile, optimiser.state(), {});
  });
}

RunPosition restore_run(const fs::path& output, AdamW& optimiser, int processes) {
  const fs::path folder = output / "last";
  const RunPosition position = read_position(folder / kPositionFile);
  if (position.processes != processes) {
    throw Error(ErrorCode::kInvalidArgument,
                "WORLD_SIZE=" + std::to_string(processes) + ": the run began with " +
                    std::to_string(position.processes) + " processes; go on with as many");
  }
  optimiser.load(read_tensors(folder / kOptimiserFile));
  return position;
}

}  // namespace linnet::pretrain
