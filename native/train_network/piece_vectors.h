// Where a network's piece vectors start: at what an encoder makes of each piece by itself.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <span>

#include "native/encoder/encoder.h"
#include "native/shards/shards.h"

namespace linnet::train_network {

// f32 [vocab_size, hidden_size]: of each piece, the mean of the states of `begin piece end`.
// `on_progress` is told how many pieces are done.
at::Tensor piece_states(Encoder& encoder, const std::function<void(std::uint64_t)>& on_progress);

// The `width` leading principal components of the rows of `vectors`, f32 [rows, width], scaled so
// that their standard deviation is 1 in all. Throws Error(kInvalidArgument) where rows have
// fewer numbers, or all are alike.
at::Tensor principal_components(const at::Tensor& vectors, std::int64_t width);

// f32 [vocabulary]: a / (a + p) with a = 0.001, p being a piece's share of all pieces of the shards
// (smooth inverse frequency; Arora, Liang and Ma, "A Simple but Tough-to-Beat Baseline for Sentence
// Embeddings", 2017).
at::Tensor frequency_weights(std::span<const Shard> shards);

}  // namespace linnet::train_network
