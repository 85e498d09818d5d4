#include "native/training/starting_point.h"

#include "core/error.h"
#include "native/encoder/checkpoint.h"

namespace linnet {

std::filesystem::path StartingPoint::config_path() const {
  if (!checkpoint.empty()) return checkpoint / kConfigFile;
  if (!config.empty()) return config;
  return std::filesystem::path(init) / kConfigFile;
}

std::filesystem::path StartingPoint::tokenizer_path() const {
  const std::filesystem::path kept = checkpoint / "tokenizer.model";
  return !checkpoint.empty() && std::filesystem::exists(kept) ? kept
                                                              : std::filesystem::path(tokenizer);
}

EncoderConfig starting_config(const StartingPoint& start, std::size_t vocabulary,
                              const SpecialIds& special_ids, double dropout) {
  const std::filesystem::path path = start.config_path();
  EncoderConfig config = read_encoder_config(path);
  const auto pieces = static_cast<std::int64_t>(vocabulary);
  if (config.vocab_size == 0) config.vocab_size = pieces;
  if (config.vocab_size != pieces) {
    throw Error(ErrorCode::kInvalidArgument,
                path.string() + ": \"vocab_size\" is " + std::to_string(config.vocab_size) +
                    ", the shards were made with a tokenizer of " + std::to_string(pieces) +
                    " pieces: tokenize again with the model's own tokenizer, or leave vocab_size "
                    "out");
  }
  if (config.special_ids.value_or(special_ids) != special_ids) {
    throw Error(
        ErrorCode::kInvalidArgument,
        path.string() + ": the model's special tokens (begin, padding, end, unknown, mask) are " +
            special_ids_to_json(*config.special_ids) + ", those of the shards " +
            special_ids_to_json(special_ids) + ": tokenize again with the model's own tokenizer");
  }
  config.special_ids = special_ids;
  if (dropout >= 0) {
    config.hidden_dropout_prob = dropout;
    config.attention_probs_dropout_prob = dropout;
  }
  return config;
}

}  // namespace linnet
