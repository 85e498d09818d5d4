// Batches and labels as tensors.
#pragma once

#include <ATen/core/Tensor.h>

#include "native/shards/shards.h"
#include "native/train_encoder/batches.h"

namespace linnet {

// int64 [rows, width] on `device`.
at::Tensor ids_tensor(const TokenBatch& batch, at::Device device);

struct LabelTensors {
  at::Tensor targets;  // f32 [rows, labels], 0 or 1
  at::Tensor weights;  // f32 [rows, labels], 0 where a zero of a partial row says nothing
  double pairs = 0;    // sum of the weights
};

// With `trust_partial`, zeros of partial rows count like all others.
LabelTensors label_tensors(const Shard& shard, const BatchRefs& batch, bool trust_partial,
                           at::Device device);

}  // namespace linnet
