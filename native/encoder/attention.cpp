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
                     const at::Tensor& mask, double drop_probability) {
  at::Tensor attended;  // [batch, 1, 1, tokens]
  if (mask.defined()) attended = mask.unsqueeze(1).unsqueeze(2);
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 1)
  if (!mask.defined()) {
    return at::scaled_dot_product_attention(query, key, value, {}, drop_probability);
  }
  return at::scaled_dot_product_attention(query, key, value, attended, drop_probability);
#else
  const double scale = 1 / std::sqrt(static_cast<double>(query.size(-1)));
  at::Tensor weights = at::matmul(query * scale, key.transpose(-2, -1));
  if (mask.defined()) {
    weights = weights.masked_fill(attended.logical_not(), -std::numeric_limits<double>::infinity());
  }
  weights = at::softmax(weights, -1);
  weights = dropout(weights, drop_probability);
  return at::matmul(weights, value);
#endif
}

}  // namespace linnet
