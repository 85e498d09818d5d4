#include "native/train_encoder/run_state.h"

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "native/encoder/tensor_file.h"
#include "native/files/files.h"

namespace linnet {
namespace {

constexpr char kPositionFile[] = "trainer_state.json";
constexpr char kTensorsFile[] = "trainer_state.safetensors";

}  // namespace

void write_run_state(const std::filesystem::path& folder, const RunPosition& position,
                     const std::vector<NamedTensor>& tensors) {
  nlohmann::ordered_json json = {
      {"step", position.step},
      {"epoch", position.epoch},
      {"batch", position.batch},
      {"elapsed", position.elapsed},
      {"stage_start", position.stage_start},
      {"tokens", position.tokens},
      {"loss_sum", position.loss_sum},
      {"loss_steps", position.loss_steps},
      {"evaluated_step", position.evaluated_step},
      {"best", nullptr},
      {"best_step", position.best_step},
      {"evaluations_since_best", position.evaluations_since_best},
      {"average_updates", position.average_updates},
  };
  if (position.best) json["best"] = *position.best;
  write_file_atomic(folder / kPositionFile, json.dump(2) + "\n");
  write_tensors(folder / kTensorsFile, tensors, {});
}

RunPosition read_run_position(const std::filesystem::path& folder) {
  const std::filesystem::path path = folder / kPositionFile;
  RunPosition position;
  try {
    const auto json = nlohmann::json::parse(read_file(path));
    json.at("step").get_to(position.step);
    json.at("epoch").get_to(position.epoch);
    json.at("batch").get_to(position.batch);
    json.at("elapsed").get_to(position.elapsed);
    json.at("stage_start").get_to(position.stage_start);
    json.at("tokens").get_to(position.tokens);
    json.at("loss_sum").get_to(position.loss_sum);
    json.at("loss_steps").get_to(position.loss_steps);
    json.at("evaluated_step").get_to(position.evaluated_step);
    if (!json.at("best").is_null()) position.best = json.at("best").get<double>();
    json.at("best_step").get_to(position.best_step);
    json.at("evaluations_since_best").get_to(position.evaluations_since_best);
    json.at("average_updates").get_to(position.average_updates);
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::kInvalidFormat, path.string() + ": " + error.what());
  }
  return position;
}

std::vector<NamedTensor> read_run_tensors(const std::filesystem::path& folder) {
  return read_tensors(folder / kTensorsFile);
}

}  // namespace linnet
