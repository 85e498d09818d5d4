#include "native/train_embeddings/truncated_svd.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/linalg_qr.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/randn.h>

#include <algorithm>
#include <string>

#include "core/error.h"

namespace linnet::train_embeddings {

int products(const SvdOptions& options) { return 2 + 2 * options.iterations; }

TruncatedSvd truncated_svd(const at::Tensor& matrix, const SvdOptions& options,
                           const std::function<void()>& on_product) {
  const std::int64_t most = std::min(matrix.size(0), matrix.size(1));
  if (options.rank > most) {
    throw Error(ErrorCode::kInvalidArgument, "a matrix of rank " + std::to_string(most) +
                                                 " has no " + std::to_string(options.rank) +
                                                 " singular vectors");
  }
  const std::int64_t width = std::min(most, options.rank + options.oversampling);
  const auto multiply = [&](const at::Tensor& left, const at::Tensor& right) {
    at::Tensor product = at::mm(left, right);
    on_product();
    return product;
  };
  const auto basis = [](const at::Tensor& columns) {
    return std::get<0>(at::linalg_qr(columns, "reduced"));
  };
  const at::Tensor transposed = matrix.t();
  at::Tensor range = basis(multiply(matrix, at::randn({matrix.size(1), width})));
  for (int i = 0; i < options.iterations; ++i) {
    range = basis(multiply(matrix, basis(multiply(transposed, range))));
  }
  const at::Tensor projected = multiply(range.t(), matrix);
  // [width, columns] = U S V^T; U S^2 U^T = projected projected^T is small, and V is not needed.
  const auto [squares, vectors] = at::linalg_eigh(at::mm(projected, projected.t()).to(at::kDouble));
  const at::Tensor leading = vectors.flip(1).narrow(1, 0, options.rank).to(at::kFloat);
  const at::Tensor values = squares.flip(0).narrow(0, 0, options.rank);
  return {at::mm(range, leading), values.clamp_min(0).sqrt().to(at::kFloat)};
}

}  // namespace linnet::train_embeddings
