// What a training run starts from: a shape alone, a checkpoint to begin with, or its own last one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "native/encoder/config.h"

namespace linnet {

struct StartingPoint {
  std::string config;                // config.json of a model to start from nothing
  std::string init;                  // checkpoint folder to take weights from; "" for none
  std::filesystem::path checkpoint;  // the run's own, to go on from; "" for none
  std::string tokenizer;             // tokenizer.model to keep beside the weights; "" for none

  // The config.json that counts: the run's own, else `config`, else that of `init`.
  std::filesystem::path config_path() const;
  // The tokenizer kept in the run's own checkpoint, else `tokenizer`.
  std::filesystem::path tokenizer_path() const;
};

// The shape at config_path() for the shards' tokenizer, `dropout` in place of both dropouts where
// it is not negative. Throws Error(kInvalidArgument) where the config wants another vocabulary or
// has special tokens elsewhere; as read_encoder_config().
EncoderConfig starting_config(const StartingPoint& start, std::size_t vocabulary,
                              const SpecialIds& special_ids, double dropout);

}  // namespace linnet
