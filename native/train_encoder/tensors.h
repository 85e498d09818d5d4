// Batches and labels as tensors.
#pragma once

#include <ATen/core/Tensor.h>

#include "native/shards/shards.h"
#include "native/train_encoder/batches.h"

namespace linnet {

// int64 [rows, width] on `device`.
at::Tensor ids_tensor(const TokenBatch& batch, at::Device device);

struct LabelTensors {
  at::Tensor targets;  // f32 [rows, labels]: Shard::target, or 0
  at::Tensor weights;  // f32 [rows, labels], 0 where there is none
  double pairs = 0;    // sum of the weights
};

LabelTensors label_tensors(const Shard& shard, const BatchRefs& batch, const TargetOptions& options,
                           at::Device device);

}  // namespace linnet
