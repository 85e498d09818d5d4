// Checkpoint folders as Hugging Face has them: config.json and model.safetensors.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "native/encoder/encoder.h"
#include "native/encoder/weights_file.h"

namespace linnet {

inline constexpr char kConfigFile[] = "config.json";

// What load_weights() does with what lies on top of the encoder: the classifier, or the language
// model's head.
enum class HeadWeights {
  kLoad,   // loaded where it is there; a fresh one stays where the file has none
  kFresh,  // left alone, whatever the file has
};

struct LoadReport {
  std::vector<std::string> fresh;    // parameters that the file does not have: the head's
  std::vector<std::string> ignored;  // tensors of the file that have no place (lm_head, pooler)
};

// Copies the weights of a checkpoint folder into `parameters`, as WeightsFile finds them; F16 and
// BF16 are widened. Throws Error(kNotFound) where the encoder itself is incomplete in the file,
// Error(kInvalidFormat) that names the tensor and both shapes where they differ.
LoadReport load_weights(const std::vector<NamedTensor>& parameters,
                        const std::filesystem::path& folder, HeadWeights head);
LoadReport load_weights(Encoder& encoder, const std::filesystem::path& folder, HeadWeights head);

// Opens a checkpoint for inference: reads its config and all weights, dropout off, on the CPU.
// Throws Error(kInvalidFormat) also where the classifier is missing.
Encoder open_checkpoint(const std::filesystem::path& folder);

// Writes config.json and model.safetensors (F32, metadata format "pt") into `folder`; `tensors` are
// the parameters or their averages.
void save_checkpoint(const std::filesystem::path& folder, const EncoderConfig& config,
                     const std::vector<NamedTensor>& tensors);

}  // namespace linnet
