#include "native/train_embeddings/truncated_svd.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/linalg_qr.h>
#include <ATen/ops/linalg_svd.h>
#include <ATen/ops/mm.h>
#include <ATen/ops/randn.h>

#include "core/error.h"
#include "native/training/random_state.h"
#include "tests/native/catch_after_torch.h"

namespace linnet::train_embeddings {
namespace {

const auto ignore_product = [] {};

// Singular values that fall slowly, as those of text do.
at::Tensor slowly_falling(std::int64_t size) {
  const at::Tensor left = std::get<0>(at::linalg_qr(at::randn({size, size})));
  const at::Tensor right = std::get<0>(at::linalg_qr(at::randn({size, size})));
  const at::Tensor values = at::arange(1, size + 1).pow(-0.5);
  return at::mm(left * values, right);
}

TEST_CASE("the leading singular values and their space are those of the whole decomposition") {
  seed_generators(1);
  const at::Tensor matrix = slowly_falling(120);
  SvdOptions options;
  options.rank = 10;
  const TruncatedSvd found = truncated_svd(matrix, options, ignore_product);
  const auto [left, values, right] = at::linalg_svd(matrix, false);
  REQUIRE(found.left.sizes() == at::IntArrayRef({120, 10}));
  CHECK(at::allclose(found.singular_values, values.narrow(0, 0, 10), 0.02));
  CHECK(at::allclose(at::mm(found.left.t(), found.left), at::eye(10), 0, 1e-4));
  // How much of the true leading space lies in the found one: 10 would be all of it.
  const double shared = at::mm(found.left.t(), left.narrow(1, 0, 10)).square().sum().item<double>();
  CHECK(shared > 9.5);
}

TEST_CASE("more iterations come closer") {
  seed_generators(2);
  const at::Tensor matrix = slowly_falling(200);
  const at::Tensor exact = std::get<1>(at::linalg_svd(matrix, false)).narrow(0, 0, 20);
  SvdOptions options;
  options.rank = 20;
  options.oversampling = 0;
  double errors[2];
  for (const int iterations : {0, 3}) {
    options.iterations = iterations;
    const at::Tensor values = truncated_svd(matrix, options, ignore_product).singular_values;
    errors[iterations > 0] = (exact - values).abs().max().item<double>();
  }
  CHECK(errors[1] < errors[0] / 4);
}

TEST_CASE("a matrix of lower rank than asked for gives zeros, and no numbers that are none") {
  seed_generators(3);
  const at::Tensor matrix = at::mm(at::randn({30, 2}), at::randn({2, 30}));
  SvdOptions options;
  options.rank = 6;
  const TruncatedSvd found = truncated_svd(matrix, options, ignore_product);
  CHECK(found.left.isfinite().all().item<bool>());
  CHECK(found.singular_values[1].item<float>() > 1);
  CHECK(found.singular_values[2].item<float>() < 1e-2F);
}

TEST_CASE("a rank over the size is refused, and each product is told") {
  SvdOptions options;
  options.rank = 6;
  CHECK_THROWS_AS(truncated_svd(at::eye(5), options, ignore_product), Error);
  options.rank = 5;
  int told = 0;
  truncated_svd(at::eye(5), options, [&] { ++told; });
  CHECK(told == products(options));
}

}  // namespace
}  // namespace linnet::train_embeddings
