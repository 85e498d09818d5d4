// The shape of an encoder that is made in no time.
#pragma once

#include "native/encoder/config.h"

namespace linnet {

inline EncoderConfig tiny_config() {
  EncoderConfig config;
  config.vocab_size = 30;
  config.hidden_size = 8;
  config.num_hidden_layers = 2;
  config.num_attention_heads = 2;
  config.intermediate_size = 16;
  config.max_position_embeddings = 12;
  config.labels = {"a", "b", "c"};
  return config;
}

}  // namespace linnet
