// A checkpoint folder (Hugging Face's shape) read without libtorch: config.json and the weights.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "native/encoder/config.h"
#include "native/encoder/weights_file.h"

namespace linnet {

struct CheckpointFile {
  EncoderConfig config;
  WeightsFile weights;

  // The tensor of a parameter as floats. Throws Error(kNotFound) where it is missing,
  // Error(kInvalidFormat) where its shape is not the one given.
  std::vector<float> floats(const std::string& name, const std::vector<std::int64_t>& shape) const;
};

// Reads config.json and the weights in `folder`. Throws Error(kInvalidFormat) where the config
// names no labels or its sizes do not fit together.
CheckpointFile read_checkpoint_file(const std::filesystem::path& folder);

}  // namespace linnet
