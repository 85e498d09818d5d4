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

LabelTensors label_tensors(const Shard& shard, const BatchRefs& batch, const TargetOptions& options,
                           at::Device device) {
  const auto rows = static_cast<std::int64_t>(batch.size());
  const auto labels = static_cast<std::int64_t>(shard.label_names.size());
  at::Tensor targets = at::empty({rows, labels});
  at::Tensor weights = at::ones({rows, labels});
  float* target = targets.data_ptr<float>();
  float* weight = weights.data_ptr<float>();
  LabelTensors result;
  for (const SequenceRef& sequence : batch) {
    for (std::size_t label = 0; label < shard.label_names.size(); ++label) {
      const auto known = shard.target(sequence.row, label, options);
      *target++ = known.value_or(0.0F);
      *weight++ = known ? 1.0F : 0.0F;
      result.pairs += known ? 1 : 0;
    }
  }
  result.targets = targets.to(device);
  result.weights = weights.to(device);
  return result;
}

}  // namespace linnet
