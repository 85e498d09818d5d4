#include "native/train_network/trainable_network.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/dropout.h>
#include <ATen/ops/embedding_bag.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/tensor.h>

#include <cmath>
#include <utility>

namespace linnet::train_network {
namespace {

constexpr std::int64_t kSum = 0;        // embedding_bag's modes
constexpr double kSmallestNorm = 1e-6;  // a text without pieces stays 0

std::vector<float> values_of(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.detach().contiguous();
  return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

at::Tensor unit(const at::Tensor& rows) {
  const at::Tensor norms = at::linalg_vector_norm(rows, 2, {1}, true);
  return rows * (std::sqrt(static_cast<double>(rows.size(1))) / (norms + kSmallestNorm));
}

}  // namespace

at::Tensor TrainableNetwork::Layer::operator()(const at::Tensor& input) const {
  return at::linear(input, weight, bias);
}

DenseLayer TrainableNetwork::Layer::values() const { return {values_of(weight), values_of(bias)}; }

TrainableNetwork::TrainableNetwork(at::Tensor vectors, std::int64_t hidden, std::int64_t labels,
                                   double bias) {
  const std::int64_t inputs = 2 * vectors.size(1);
  vectors_ = add("vectors", vectors.clone());
  hidden_ = layer("hidden", inputs, hidden, 0);
  output_ = layer("output", hidden, labels, 0);
  direct_ = layer("direct", inputs, labels, bias);
}

at::Tensor TrainableNetwork::add(const std::string& name, at::Tensor tensor) {
  tensor.requires_grad_(true);
  parameters_.push_back({name, tensor});
  return tensor;
}

TrainableNetwork::Layer TrainableNetwork::layer(const std::string& name, std::int64_t in,
                                                std::int64_t out, double bias) {
  const double deviation = std::sqrt(2.0 / static_cast<double>(in));
  Layer made;
  made.weight = add(name + ".weight", at::randn({out, in}) * deviation);
  made.bias = add(name + ".bias", at::full({out}, bias, at::kFloat));
  return made;
}

at::Tensor TrainableNetwork::sums(const Bags& bags) const {
  return std::get<0>(at::embedding_bag(vectors_, at::tensor(bags.ids, at::kLong),
                                       at::tensor(bags.offsets, at::kLong), false, kSum));
}

at::Tensor TrainableNetwork::logits(const Bags& titles, const Bags& descriptions,
                                    double dropout) const {
  const bool training = dropout > 0;
  const at::Tensor title = sums(titles);
  const at::Tensor text = title + sums(descriptions);
  const at::Tensor input = at::dropout(at::cat({unit(title), unit(text)}, 1), dropout, training);
  const at::Tensor units = at::dropout(at::relu(hidden_(input)), dropout, training);
  return direct_(input) + output_(units);
}

AveragingNetwork::Weights TrainableNetwork::weights(const std::string& tokenizer_sha256) const {
  return {.width = static_cast<std::size_t>(vectors_.size(1)),
          .vectors = values_of(vectors_),
          .hidden = hidden_.values(),
          .output = output_.values(),
          .direct = direct_.values(),
          .tokenizer_sha256 = tokenizer_sha256};
}

}  // namespace linnet::train_network
