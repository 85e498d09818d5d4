#include "native/training/adamw.h"
#include "native/training/random_state.h"
#include "native/training/weight_average.h"

#include <ATen/Context.h>
#include <ATen/core/Tensor.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <cmath>

#include "core/error.h"
#include "tests/native/catch_after_torch.h"

namespace linnet {
namespace {

at::Tensor leaf(std::initializer_list<float> values) {
  return at::tensor(std::vector<float>(values)).requires_grad_(true);
}

void set_gradient(const at::Tensor& parameter, std::initializer_list<float> values) {
  parameter.mutable_grad() = at::tensor(std::vector<float>(values));
}

float at_index(const at::Tensor& tensor, std::int64_t index) {
  return tensor.detach()[index].item<float>();
}

TEST_CASE("two steps of AdamW give the values worked out by the paper's formulas") {
  const at::Tensor parameter = leaf({1, -2});
  AdamW adamw({{"w", parameter}}, {{true, 0.5, false}}, {0.9, 0.98, 1e-6, 0.1});
  // In doubles: m and v with bias correction, decay at the group's rate.
  double value = 1, m = 0, v = 0;
  const double gradients[] = {0.3, -0.2}, rates[] = {0.1, 0.05};
  for (int t = 1; t <= 2; ++t) {
    const double g = 0.5 * gradients[t - 1], rate = 0.5 * rates[t - 1];
    m = 0.9 * m + 0.1 * g;
    v = 0.98 * v + 0.02 * g * g;
    value *= 1 - rate * 0.1;
    value -= rate * (m / (1 - std::pow(0.9, t))) / (std::sqrt(v / (1 - std::pow(0.98, t))) + 1e-6);
    set_gradient(parameter, {static_cast<float>(gradients[t - 1]), 0});
    adamw.step(rates[t - 1], 0.5);
  }
  CHECK(at_index(parameter, 0) == Approx(value).epsilon(1e-5));
  // Without a gradient of its own the second only decays.
  CHECK(at_index(parameter, 1) == Approx(-2 * (1 - 0.005) * (1 - 0.0025)).epsilon(1e-6));
}

TEST_CASE("a parameter without a gradient is neither moved nor decayed, nor is its count") {
  const at::Tensor frozen = leaf({3}), moving = leaf({3}), fresh = leaf({3});
  AdamW adamw({{"frozen", frozen}, {"moving", moving}}, {{}, {}}, {});
  set_gradient(moving, {1});
  adamw.step(0.1);
  adamw.step(0.1);
  CHECK(at_index(frozen, 0) == 3);
  clear_gradients({{"moving", moving}});
  set_gradient(frozen, {1});
  adamw.step(0.1);
  AdamW other({{"fresh", fresh}}, {{}}, {});
  set_gradient(fresh, {1});
  other.step(0.1);
  CHECK(at_index(frozen, 0) == at_index(fresh, 0));
}

TEST_CASE("the steps by lists of tensors, as on an accelerator, equal those of the CPU") {
  at::manual_seed(1);
  const at::Tensor a = at::randn({37}).requires_grad_(true);
  const at::Tensor b = a.detach().clone().requires_grad_(true);
  const at::Tensor bias = at::randn({5}).requires_grad_(true);
  const at::Tensor same_bias = bias.detach().clone().requires_grad_(true);
  const std::vector<ParameterGroup> groups = {{true, 0.7, false}, {false, 1, true}};
  AdamW one({{"w.weight", a}, {"w.bias", bias}}, groups, {});
  AdamW other({{"w.weight", b}, {"w.bias", same_bias}}, groups, {}, AdamW::Path::kLists);
  for (int i = 0; i < 5; ++i) {
    a.mutable_grad() = at::randn({37});
    b.mutable_grad() = a.grad().clone();
    bias.mutable_grad() = at::randn({5});
    same_bias.mutable_grad() = bias.grad().clone();
    one.step(0.01, 0.8);
    other.step(0.01, 0.8);
  }
  CHECK(at::allclose(a, b, 1e-5, 1e-6));
  CHECK(at::allclose(bias, same_bias, 1e-5, 1e-6));
}

TEST_CASE("state saved and loaded continues with the same steps") {
  const at::Tensor a = leaf({1, 2}), b = leaf({1, 2});
  AdamW one({{"w", a}}, {{}}, {});
  set_gradient(a, {0.5, -1});
  one.step(0.1);
  AdamW other({{"w", b}}, {{}}, {});
  other.load(one.state());
  b.set_data(a.detach().clone());
  set_gradient(a, {0.25, 0.5});
  set_gradient(b, {0.25, 0.5});
  one.step(0.1);
  other.step(0.1);
  CHECK(at::equal(a, b));
  const at::Tensor longer = leaf({1, 2, 3});
  AdamW another({{"w", longer}}, {{}}, {});
  CHECK_THROWS_AS(another.load(one.state()), Error);
  AdamW renamed({{"x", longer}}, {{}}, {});
  CHECK_THROWS_AS(renamed.load(one.state()), Error);
}

TEST_CASE("the norm is over all gradients together") {
  const at::Tensor a = leaf({0, 0}), b = leaf({0}), none = leaf({9});
  set_gradient(a, {3, 0});
  set_gradient(b, {-4});
  CHECK(gradient_norm({{"a", a}, {"b", b}, {"none", none}}) == Approx(5));
  clear_gradients({{"a", a}, {"b", b}});
  CHECK(gradient_norm({{"a", a}, {"b", b}}) == 0);
}

TEST_CASE("the average forgets its start fast, then moves by its decay") {
  const at::Tensor a = leaf({0});
  WeightAverage average({{"a", a}}, 0.9);
  a.set_data(at::tensor({1.0f}));
  average.update();  // min(0.9, 2 / 11)
  CHECK(at_index(average.averages()[0].tensor, 0) == Approx(9.0 / 11));
  WeightAverage late({{"a", a}}, 0.9);
  late.load({{"a", at::tensor({0.0f})}}, 1000);
  late.update();
  CHECK(at_index(late.averages()[0].tensor, 0) == Approx(0.1));
  CHECK_THROWS_AS(late.load({{"b", at::tensor({0.0f})}}, 1), Error);
}

TEST_CASE("swapped weights come back, changed neither way") {
  const at::Tensor a = leaf({1});
  const std::vector<NamedTensor> others = {{"a", at::tensor({5.0f})}};
  {
    const WeightSwap swap({{"a", a}}, others);
    CHECK(at_index(a, 0) == 5);
  }
  CHECK(at_index(a, 0) == 1);
  CHECK(at_index(others[0].tensor, 0) == 5);
}

TEST_CASE("a restored random state draws the same numbers") {
  seed_generators(9);
  at::rand({3});
  const std::vector<NamedTensor> state = random_state(at::kCPU);
  const at::Tensor drawn = at::rand({3});
  at::rand({3});
  restore_random_state(state, at::kCPU);
  CHECK(at::equal(at::rand({3}), drawn));
  CHECK_THROWS_AS(restore_random_state({}, at::kCPU), Error);
}

}  // namespace
}  // namespace linnet
