#include "native/training/flat_gradients.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/zeros.h>

namespace linnet {

FlatGradients::FlatGradients(const std::vector<NamedTensor>& parameters) {
  std::int64_t elements = 0;
  for (const NamedTensor& parameter : parameters) elements += parameter.tensor.numel();
  const at::Device device =
      parameters.empty() ? at::Device(at::kCPU) : parameters.front().tensor.device();
  sums_ = at::zeros({elements + 2}, at::TensorOptions(at::kFloat).device(device));
  gradients_ = sums_.narrow(0, 0, elements);
  loss_ = sums_.narrow(0, elements, 1);
  terms_ = sums_.narrow(0, elements + 1, 1);
  std::int64_t begin = 0;
  for (const NamedTensor& parameter : parameters) {
    const std::int64_t count = parameter.tensor.numel();
    parameter.tensor.mutable_grad() = sums_.narrow(0, begin, count).view(parameter.tensor.sizes());
    begin += count;
  }
}

void FlatGradients::clear() { sums_.zero_(); }

void FlatGradients::add_loss(const at::Tensor& loss, double terms) {
  loss_.add_(loss.detach());
  terms_.add_(terms);
}

FlatGradients::Step FlatGradients::finish(double clip) {
  const at::NoGradGuard no_grad;
  const at::Tensor terms = terms_.clamp_min(1);
  Step step;
  step.loss = loss_ / terms;
  step.norm = at::linalg_vector_norm(gradients_) / terms;
  at::Tensor scale = 1 / terms;
  if (clip > 0) scale = scale * (clip / step.norm).clamp_max(1);
  gradients_.mul_(scale);
  return step;
}

}  // namespace linnet
