#include "native/train_encoder/losses.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/binary_cross_entropy_with_logits.h>
#include <ATen/ops/log_sigmoid.h>
#include <ATen/ops/sigmoid.h>

namespace linnet {
namespace {

constexpr double kSmallest = 1e-8;  // keeps logarithms finite

at::Tensor asymmetric(const at::Tensor& logits, const at::Tensor& targets,
                      const LossOptions& options) {
  const at::Tensor p = at::sigmoid(logits);
  const at::Tensor q = (p - options.clip).clamp_min(0);
  at::Tensor positive = at::log_sigmoid(logits);
  if (options.gamma_positive > 0) positive = positive * (1 - p).pow(options.gamma_positive);
  at::Tensor negative = (1 - q).clamp_min(kSmallest).log();
  if (options.gamma_negative > 0) negative = negative * q.pow(options.gamma_negative);
  return -(targets * positive + (1 - targets) * negative);
}

}  // namespace

at::Tensor multilabel_loss(const at::Tensor& logits, const at::Tensor& targets,
                           const at::Tensor& weights, const LossOptions& options) {
  const at::Tensor wide = logits.to(at::kFloat);
  const double smoothing = options.label_smoothing;
  const at::Tensor smooth = smoothing > 0 ? targets * (1 - smoothing) + smoothing / 2 : targets;
  if (options.kind == LossKind::kAsymmetric) {
    return (asymmetric(wide, smooth, options) * weights).sum();
  }
  return at::binary_cross_entropy_with_logits(wide, smooth, weights, {}, at::Reduction::Sum);
}

}  // namespace linnet
