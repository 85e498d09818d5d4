#include "native/pretrain/masked_batch.h"

#include <ATen/core/Reduction.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/empty.h>

#include <cstring>

namespace linnet::pretrain {
namespace {

at::Tensor to_device(const std::vector<std::int64_t>& values, at::Device device) {
  // From pinned memory the copy needs not be waited for.
  const auto options = at::TensorOptions(at::kLong).pinned_memory(device.is_cuda());
  const at::Tensor tensor = at::empty({static_cast<std::int64_t>(values.size())}, options);
  if (!values.empty()) {
    std::memcpy(tensor.data_ptr(), values.data(), values.size() * sizeof values.front());
  }
  return tensor.to(device, /*non_blocking=*/true);
}

}  // namespace

MaskedBatch make_batch(const PretrainTask& task, std::span<const KeyedSequence> sequences) {
  MaskedSequences masked;
  masked.ids.reserve(sequences.size() * static_cast<std::size_t>(task.options.sequence_tokens));
  for (const KeyedSequence& entry : sequences) {
    append_masked(masked, task.texts[entry.sequence.source].sequence(entry.sequence.sequence),
                  task.masking, entry.key);
  }
  return {to_device(masked.ids, task.device)
              .view({static_cast<std::int64_t>(sequences.size()), task.options.sequence_tokens}),
          to_device(masked.positions, task.device), to_device(masked.targets, task.device)};
}

at::Tensor masked_logits(const PretrainTask& task, const MaskedBatch& batch) {
  const AutocastScope autocast(task.device, task.precision);
  return task.model.logits(batch.ids, batch.positions).to(at::kFloat);
}

at::Tensor masked_loss(const PretrainTask& task, const MaskedBatch& batch) {
  return at::cross_entropy_loss(masked_logits(task, batch), batch.targets, {}, at::Reduction::Sum);
}

}  // namespace linnet::pretrain
