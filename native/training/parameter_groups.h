// Which parameters decay, and how far below the top rate each learns, told from their names.
#pragma once

#include <cstdint>
#include <string_view>

namespace linnet {

struct ParameterGroup {
  bool decays = true;     // weight decay applies: not to biases and layer norms
  double rate_scale = 1;  // of the full rate
  bool head = false;      // part of what lies on top of the encoder
  bool frozen = false;    // one of the layers that do not learn, or below them
};

// Discriminative rates (Howard and Ruder, 2018): the head learns at `head_scale` times the full
// rate, the top one of `layers` layers at `layer_decay` times the full rate, each lower one at
// `layer_decay` times the one above, and the embeddings below the lowest.
struct GroupOptions {
  std::int64_t layers = 0;
  double layer_decay = 1;  // in (0, 1]; 1 gives one rate to all
  double head_scale = 1;
  std::int64_t frozen_layers = 0;  // the lowest ones, and with them the embeddings; 0: none
};

// `name` is Hugging Face's, with its prefix. Throws Error(kInvalidArgument) for a layer that is not
// there.
ParameterGroup parameter_group(std::string_view name, const GroupOptions& options);

}  // namespace linnet
