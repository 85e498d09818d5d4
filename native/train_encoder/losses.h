// Losses for many labels at once.
#pragma once

#include <ATen/core/Tensor.h>

namespace linnet {

enum class LossKind { kBce, kAsymmetric };

struct LossOptions {
  LossKind kind = LossKind::kBce;
  // Targets become t (1 - s) + s / 2; in [0, 1).
  double label_smoothing = 0;
  // The asymmetric loss (Ridnik et al., 2021): focusing of positives and negatives, and the margin
  // by which the probability of a negative is lowered before it counts.
  double gamma_positive = 0;
  double gamma_negative = 4;
  double clip = 0.05;
};

// The sum over all (row, label) pairs of the loss times `weights`, in f32. logits: any floating
// type; targets and weights: f32; all [rows, labels].
// - BCE: -t log p - (1 - t) log(1 - p), p = sigmoid(logit).
// - Asymmetric: -t (1 - p)^g+ log p - (1 - t) q^g- log(1 - q), q = max(p - clip, 0).
at::Tensor multilabel_loss(const at::Tensor& logits, const at::Tensor& targets,
                           const at::Tensor& weights, const LossOptions& options);

}  // namespace linnet
