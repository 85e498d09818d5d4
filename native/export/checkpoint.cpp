#include "native/export/checkpoint.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "core/error.h"

namespace linnet {
namespace {

std::string shape_text(const std::vector<std::int64_t>& shape) {
  return nlohmann::json(shape).dump();
}

}  // namespace

std::vector<float> CheckpointFile::floats(const std::string& name,
                                          const std::vector<std::int64_t>& expected) const {
  const std::string found = weights.find(name);
  const TensorView& tensor = weights.tensor(found.empty() ? name : found);
  if (tensor.shape != expected) {
    throw Error(ErrorCode::kInvalidFormat, weights.path().filename().string() + ": " + name +
                                               " has the shape " + shape_text(tensor.shape) +
                                               "; config.json asks for " + shape_text(expected));
  }
  return tensor.to_floats();
}

CheckpointFile read_checkpoint_file(const std::filesystem::path& folder) {
  const auto path = folder / "config.json";
  EncoderConfig config = read_encoder_config(path);
  const auto fail = [&path](const std::string& what) {
    throw Error(ErrorCode::kInvalidFormat, path.string() + ": " + what);
  };
  if (config.labels.empty()) fail("\"id2label\" is missing: the model gives no tags");
  if (config.vocab_size < 1) fail("\"vocab_size\" is missing");
  if (config.hidden_size % config.num_attention_heads != 0) {
    fail("\"hidden_size\" is not a multiple of \"num_attention_heads\"");
  }
  if (config.max_tokens() < 1) fail("\"max_position_embeddings\" leaves no room for tokens");
  return {std::move(config), WeightsFile::read(folder)};
}

}  // namespace linnet
