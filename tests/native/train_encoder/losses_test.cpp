#include "native/train_encoder/losses.h"
#include "native/train_encoder/tensors.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <cmath>

#include "tests/native/catch_after_torch.h"
#include "tests/native/train_encoder/small_task.h"

namespace linnet {
namespace {

double loss_of(double logit, double target, const LossOptions& options) {
  return multilabel_loss(at::full({1, 1}, logit), at::full({1, 1}, target), at::ones({1, 1}),
                         options)
      .item<double>();
}

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

TEST_CASE("binary cross-entropy is minus the log of the probability of the truth") {
  CHECK(loss_of(0, 1, {}) == Approx(std::log(2.0)));
  CHECK(loss_of(2, 1, {}) == Approx(-std::log(sigmoid(2))));
  CHECK(loss_of(2, 0, {}) == Approx(-std::log(1 - sigmoid(2))));
  CHECK(loss_of(-100, 1, {}) == Approx(100));
  CHECK(loss_of(100, 0, {}) == Approx(100));
}

TEST_CASE("label smoothing moves targets towards a half") {
  LossOptions options;
  options.label_smoothing = 0.2;
  const double p = sigmoid(1.5);
  CHECK(loss_of(1.5, 1, options) == Approx(-0.9 * std::log(p) - 0.1 * std::log(1 - p)));
  CHECK(loss_of(1.5, 0, options) == Approx(-0.1 * std::log(p) - 0.9 * std::log(1 - p)));
}

TEST_CASE("the asymmetric loss focuses and shifts as its paper has it") {
  LossOptions options;
  options.kind = LossKind::kAsymmetric;
  options.gamma_positive = 1;
  options.gamma_negative = 4;
  options.clip = 0.05;
  const double p = sigmoid(0.4), q = p - 0.05;
  CHECK(loss_of(0.4, 1, options) == Approx(-(1 - p) * std::log(p)));
  CHECK(loss_of(0.4, 0, options) == Approx(-std::pow(q, 4) * std::log(1 - q)));
  // An easy negative, below the margin, counts nothing.
  CHECK(loss_of(-4, 0, options) == Approx(0).margin(1e-9));
}

TEST_CASE("without focusing and margin the asymmetric loss is binary cross-entropy") {
  LossOptions options;
  options.kind = LossKind::kAsymmetric;
  options.gamma_positive = options.gamma_negative = options.clip = 0;
  for (const double logit : {-3.0, 0.2, 5.0}) {
    CHECK(loss_of(logit, 0, options) == Approx(loss_of(logit, 0, {})).epsilon(1e-4));
    CHECK(loss_of(logit, 1, options) == Approx(loss_of(logit, 1, {})).epsilon(1e-4));
  }
}

TEST_CASE("pairs of weight 0 add nothing to loss and gradient") {
  const at::Tensor logits = at::zeros({1, 2}).requires_grad_(true);
  const at::Tensor weights = at::tensor({1.0f, 0.0f}).view({1, 2});
  const at::Tensor loss = multilabel_loss(logits, at::zeros({1, 2}), weights, {});
  CHECK(loss.item<double>() == Approx(std::log(2.0)));
  loss.backward();
  CHECK(logits.grad()[0][0].item<double>() == Approx(0.5));
  CHECK(logits.grad()[0][1].item<double>() == 0);
}

TEST_CASE("zeros of partial rows are masked, unless they are trusted; ones never are") {
  const Shard shard = small_shard(2, 1, 2);  // row 0 is partial
  const BatchRefs batch = {{0, 0, true, 0}, {1, 0, true, 0}};
  const LabelTensors masked = label_tensors(shard, batch, {}, at::kCPU);
  CHECK(masked.pairs == 1 + 4);
  CHECK(at::equal(masked.weights[0], masked.targets[0]));
  CHECK(masked.weights[1].sum().item<double>() == 4);
  CHECK(label_tensors(shard, batch, {.trust_partial = true}, at::kCPU).pairs == 8);
}

TEST_CASE("a label that fits is worth its target, in a partial row too") {
  Shard shard = small_shard(2, 1, 2);
  shard.relevance.assign(8, Relevance::kNone);
  shard.relevance[1] = Relevance::kFits;
  shard.relevance[6] = Relevance::kClear;
  const LabelTensors tensors =
      label_tensors(shard, {{0, 0, true, 0}, {1, 0, true, 0}}, {.fits = 0.25}, at::kCPU);
  CHECK(tensors.targets.sum().item<double>() == Approx(1.25));
  CHECK(tensors.targets[0][1].item<double>() == Approx(0.25));
  CHECK(tensors.targets[1][2].item<double>() == 1);
  CHECK(tensors.pairs == 1 + 4);
}

}  // namespace
}  // namespace linnet
