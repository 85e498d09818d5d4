// The averaging network as tensors that learn: the formula of core/averaging_network.h with
// dropout.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/averaging_network.h"
#include "native/encoder/encoder.h"

namespace linnet::train_network {

// The pieces of several texts one after the other: `offsets` says where each text begins.
struct Bags {
  std::vector<std::int64_t> ids;
  std::vector<std::int64_t> offsets;
};

class TrainableNetwork {
 public:
  // `vectors`: f32 [pieces, width]. Layers start at random (He et al., 2015), from the default
  // generator of the CPU; their biases at 0, but those of the direct layer at `bias`.
  TrainableNetwork(at::Tensor vectors, std::int64_t hidden, std::int64_t labels, double bias);

  // All that learns: "vectors", "hidden.weight", "hidden.bias", ...
  const std::vector<NamedTensor>& parameters() const { return parameters_; }

  // [rows, labels]; as many titles as descriptions. `dropout` is the share of the inputs and of the
  // hidden units that are left out at random.
  at::Tensor logits(const Bags& titles, const Bags& descriptions, double dropout) const;

  AveragingNetwork::Weights weights(const std::string& tokenizer_sha256) const;

 private:
  struct Layer {
    at::Tensor weight, bias;
    at::Tensor operator()(const at::Tensor& input) const;
    DenseLayer values() const;
  };
  at::Tensor add(const std::string& name, at::Tensor tensor);
  Layer layer(const std::string& name, std::int64_t in, std::int64_t out, double bias);
  at::Tensor sums(const Bags& bags) const;

  std::vector<NamedTensor> parameters_;
  at::Tensor vectors_;
  Layer hidden_, output_, direct_;
};

}  // namespace linnet::train_network
