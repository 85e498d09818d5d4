// The gradients of all parameters as one tensor, so that adding, averaging, measuring and clipping
// them are single operations that ask nothing back from the device.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "native/encoder/encoder.h"

namespace linnet {

class FlatGradients {
 public:
  // Gives each parameter a gradient of zeros, a view of the one tensor; backward() adds to it. The
  // parameters (f32, on one device) must stay where they are.
  explicit FlatGradients(const std::vector<NamedTensor>& parameters);

  void clear();
  // Notes that `loss`, a scalar on the device, the sum over `terms` terms, was differentiated.
  void add_loss(const at::Tensor& loss, double terms);
  // The gradients and, last, the loss and the count of terms: what processes add up.
  at::Tensor& sums() { return sums_; }

  // Of a step, over all processes: f32 [1] on the device.
  struct Step {
    at::Tensor loss;  // mean over all terms
    at::Tensor norm;  // of its gradient, before clipping
  };
  // Makes the sums the gradient of the mean over all terms (at least 1), then scales it down where
  // its norm is over `clip`; 0 for any norm.
  Step finish(double clip);

 private:
  at::Tensor sums_;       // f32 [elements of all parameters + 2]
  at::Tensor gradients_;  // all of it but the last two elements
  at::Tensor loss_;       // the last but one
  at::Tensor terms_;      // the last
};

}  // namespace linnet
