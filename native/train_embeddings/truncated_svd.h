// The leading singular vectors of a large matrix.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>

namespace linnet::train_embeddings {

struct SvdOptions {
  std::int64_t rank = 768;
  std::int64_t oversampling = 32;  // further columns that are searched along and dropped
  int iterations = 2;              // each sharpens what the first random projection found
};

struct TruncatedSvd {
  at::Tensor left;             // [rows, rank], columns orthonormal
  at::Tensor singular_values;  // [rank], falling
};

// Randomised subspace iteration with a QR decomposition at each step (Halko, Martinsson and Tropp,
// 2011, algorithm 4.4), from the default random generator. `matrix`: f32 [rows, columns], at least
// rank + oversampling of either, else less oversampling is used; throws Error(kInvalidArgument)
// where rank itself is more than it has. `on_product` is called after each of the
// products(options) products with the matrix, which take most of the time, and may throw.
TruncatedSvd truncated_svd(const at::Tensor& matrix, const SvdOptions& options,
                           const std::function<void()>& on_product);
int products(const SvdOptions& options);

}  // namespace linnet::train_embeddings
