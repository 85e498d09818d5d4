#include "native/train_encoder/tensors.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>

namespace linnet {

at::Tensor ids_tensor(const TokenBatch& batch, at::Device device) {
  const at::Tensor ids =
      at::tensor(batch.ids, at::kLong)
          .view({static_cast<std::int64_t>(batch.rows), static_cast<std::int64_t>(batch.width)});
  return ids.to(device);
}

LabelTensors label_tensors(const Shard& shard, const BatchRefs& batch, double fits_target,
                           bool trust_partial, at::Device device) {
  const auto rows = static_cast<std::int64_t>(batch.size());
  const auto labels = static_cast<std::int64_t>(shard.label_names.size());
  at::Tensor targets = at::empty({rows, labels});
  at::Tensor weights = at::ones({rows, labels});
  float* target = targets.data_ptr<float>();
  float* weight = weights.data_ptr<float>();
  LabelTensors result;
  for (const SequenceRef& sequence : batch) {
    const bool masked = !trust_partial && shard.partial[sequence.row] == 1;
    for (const Relevance relevance : shard.row_relevance(sequence.row)) {
      *target++ = target_of(relevance, fits_target);
      if (masked && relevance == Relevance::kNone) *weight = 0;
      result.pairs += *weight++;
    }
  }
  result.targets = targets.to(device);
  result.weights = weights.to(device);
  return result;
}

}  // namespace linnet
