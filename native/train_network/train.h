// Training of an averaging network on shards.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

#include "core/averaging_network.h"
#include "native/shards/shards.h"

namespace linnet::train_network {

struct NetworkOptions {
  std::int64_t width = 48;    // of a piece's vector
  std::int64_t hidden = 256;  // units
  std::size_t epochs = 20;
  std::size_t batch_rows = 128;
  double rate = 3e-3;  // AdamW's, at its peak
  double weight_decay = 0.01;
  double dropout = 0.3;
  double drop_description = 0.25;  // share of the rows that are read by their title alone
  std::size_t max_pieces = 512;    // of a description that are read in training
  double fits_target = 0.4;
  std::uint64_t seed = 1;
};

struct TrainingState {
  std::size_t rows = 0;  // read so far, epochs times all of them in the end
  double loss = 0;       // of the latest batches: binary cross-entropy, summed over labels, a row
};

// Binary cross-entropy with soft targets (Shard::target), on the one-cycle policy. `vectors`: f32
// [vocabulary, width], where the pieces' vectors start. Throws Error(kInvalidArgument) where shards
// differ in labels or tokenizer or have no labels, Error(kFailed) where the loss is not finite.
// What it gives depends on the shards, the options and the count of threads alone.
AveragingNetwork train(std::span<const Shard> shards, const at::Tensor& vectors,
                       const NetworkOptions& options,
                       const std::function<void(const TrainingState&)>& on_batch);

}  // namespace linnet::train_network
