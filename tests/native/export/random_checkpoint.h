// A checkpoint folder with random weights, for tests of all that reads one.
#pragma once

#include <cstdint>
#include <filesystem>

#include "native/encoder/config.h"

namespace linnet::test {

// Two layers of 16, 5 labels, 40 pieces, at most 24 tokens.
EncoderConfig tiny_config();
// The same as a BERT: other names, positions, special tokens and head.
EncoderConfig tiny_bert_config();
// As an MPNet: relative positions, no segments.
EncoderConfig tiny_mpnet_config();

// Writes config.json and model.safetensors. Weights are drawn so that activations neither vanish
// nor explode and each part of the model matters to the logits.
void write_random_checkpoint(const std::filesystem::path& folder, const EncoderConfig& config,
                             std::uint32_t seed);

}  // namespace linnet::test
