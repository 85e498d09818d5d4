// Scaled dot-product attention (Vaswani et al., 2017) by the fastest way that this libtorch has.
#pragma once

#include <ATen/core/Tensor.h>

namespace linnet {

// query, key, value: [batch, heads, tokens, head size]; mask: bool [batch, tokens], true where a
// token may be attended to, at least once in each sequence; undefined where all may be, which is
// what the flash kernels of CUDA need; bias: [1, heads, tokens, tokens], added to the scores before
// the softmax; undefined for none. `drop_probability` is the share of attention weights that
// are dropped, 0 outside training. Returns [batch, heads, tokens, head size].
at::Tensor attention(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                     const at::Tensor& mask, const at::Tensor& bias, double drop_probability);

}  // namespace linnet
