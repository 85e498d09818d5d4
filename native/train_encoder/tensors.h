// Batches and labels as tensors.
#pragma once

#include <ATen/core/Tensor.h>

#include "native/shards/shards.h"
#include "native/train_encoder/batches.h"

namespace linnet {

// int64 [rows, width] on `device`.
at::Tensor ids_tensor(const TokenBatch& batch, at::Device device);

// What a label is worth as a target.
inline float target_of(Relevance relevance, double fits_target) {
  if (relevance == Relevance::kFits) return static_cast<float>(fits_target);
  return relevance == Relevance::kClear ? 1.0F : 0.0F;
}

struct LabelTensors {
  at::Tensor targets;  // f32 [rows, labels]: 1 for clear, fits_target, or 0
  at::Tensor weights;  // f32 [rows, labels], 0 where a zero of a partial row says nothing
  double pairs = 0;    // sum of the weights
};

// With `trust_partial`, zeros of partial rows count like all others.
LabelTensors label_tensors(const Shard& shard, const BatchRefs& batch, double fits_target,
                           bool trust_partial, at::Device device);

}  // namespace linnet
