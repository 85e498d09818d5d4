// Masked sequences as tensors, and the loss on them.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>

#include "native/pretrain/task.h"

namespace linnet::pretrain {

struct MaskedBatch {
  at::Tensor ids;        // int64 [sequences, tokens]
  at::Tensor positions;  // int64 [masked], in the flattened ids
  at::Tensor targets;    // int64 [masked]
};

// A sequence and the key of its masks.
struct KeyedSequence {
  SequenceRef sequence;
  std::uint64_t key = 0;
};

// On the task's device; the copy to CUDA goes on while the program does.
MaskedBatch make_batch(const PretrainTask& task, std::span<const KeyedSequence> sequences);

// The logits at the masked positions in f32, [masked, vocabulary].
at::Tensor masked_logits(const PretrainTask& task, const MaskedBatch& batch);

// The cross-entropy summed over the masked positions.
at::Tensor masked_loss(const PretrainTask& task, const MaskedBatch& batch);

}  // namespace linnet::pretrain
