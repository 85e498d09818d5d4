#include "native/encoder/attention.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/softmax.h>
#include <torch/version.h>
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 1)
#include <ATen/ops/scaled_dot_product_attention.h>
#endif

#include <cmath>
#include <limits>

#include "native/encoder/dropout.h"

namespace linnet {

at::Tensor attention(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                     const at::Tensor& mask, const at::Tensor& bias, double drop_probability) {
  constexpr double kNever = -std::numeric_limits<double>::infinity();
  at::Tensor attended;  // [batch, 1, 1, tokens]
  if (mask.defined()) attended = mask.unsqueeze(1).unsqueeze(2);
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 1)
  c10::optional<at::Tensor> scores;  // added, or where it is bool, telling what counts
  if (bias.defined()) {
    const at::Tensor added = bias.to(query.scalar_type());
    scores = mask.defined() ? added.masked_fill(attended.logical_not(), kNever) : added;
  } else if (mask.defined()) {
    scores = attended;
  }
  return at::scaled_dot_product_attention(query, key, value, scores, drop_probability);
#else
  const double scale = 1 / std::sqrt(static_cast<double>(query.size(-1)));
  at::Tensor weights = at::matmul(query * scale, key.transpose(-2, -1));
  if (bias.defined()) weights = weights + bias;
  if (mask.defined()) weights = weights.masked_fill(attended.logical_not(), kNever);
  weights = at::softmax(weights, -1);
  weights = dropout(weights, drop_probability);
  return at::matmul(weights, value);
#endif
}

}  // namespace linnet
