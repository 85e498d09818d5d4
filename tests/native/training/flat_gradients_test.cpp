#include "native/training/flat_gradients.h"

#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/randn.h>

#include "tests/native/catch_after_torch.h"

namespace linnet {
namespace {

std::vector<NamedTensor> parameters() {
  at::manual_seed(1);
  return {{"a", at::randn({3, 2}).requires_grad_(true)},
          {"b", at::randn({4}).requires_grad_(true)}};
}

at::Tensor loss(const std::vector<NamedTensor>& p, double factor) {
  return factor * p[0].tensor.pow(2).sum() + (p[1].tensor * p[1].tensor).sum();
}

TEST_CASE("sums of several losses become the gradient of their mean") {
  const auto p = parameters();
  FlatGradients gradients(p);
  const at::Tensor losses[] = {loss(p, 3), loss(p, 1)};
  losses[0].backward();
  gradients.add_loss(losses[0], 5);
  losses[1].backward();
  gradients.add_loss(losses[1], 3);
  const FlatGradients::Step step = gradients.finish(0);
  CHECK(step.loss.item<double>() ==
        Approx((losses[0].item<double>() + losses[1].item<double>()) / 8));
  CHECK(at::allclose(p[0].tensor.grad(), 8 * p[0].tensor.detach() / 8));
  CHECK(at::allclose(p[1].tensor.grad(), 4 * p[1].tensor.detach() / 8));
  const double expected = std::sqrt(p[0].tensor.grad().pow(2).sum().item<double>() +
                                    p[1].tensor.grad().pow(2).sum().item<double>());
  CHECK(step.norm.item<double>() == Approx(expected));

  gradients.clear();
  const at::Tensor next = loss(p, 1);
  next.backward();
  gradients.add_loss(next, 1);
  CHECK(gradients.finish(0).loss.item<double>() == Approx(next.item<double>()));
  CHECK(at::allclose(p[0].tensor.grad(), 2 * p[0].tensor.detach()));
}

TEST_CASE("a gradient over the clip is scaled down to it, one below stays") {
  const auto p = parameters();
  FlatGradients gradients(p);
  const auto norm_after = [&](double clip) {
    gradients.clear();
    const at::Tensor step = loss(p, 1);
    step.backward();
    gradients.add_loss(step, 1);
    gradients.finish(clip);
    return gradients.sums().narrow(0, 0, 10).norm().item<double>();
  };
  const double whole = norm_after(0);
  CHECK(norm_after(whole / 4) == Approx(whole / 4));
  CHECK(norm_after(whole * 4) == Approx(whole));
}

}  // namespace
}  // namespace linnet
