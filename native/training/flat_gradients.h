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
  // Notes that a loss summed over `terms` terms was differentiated.
  void add_terms(double terms);
  // The gradients and, last, the count of terms: what processes add up.
  at::Tensor& sums() { return sums_; }
  // Makes the sums the gradient of the mean over all terms (at least 1), then scales it down where
  // its norm is over `clip`; 0 for any norm. Returns the norm before that, on the device.
  at::Tensor finish(double clip);

 private:
  at::Tensor sums_;       // f32 [elements of all parameters + 1]
  at::Tensor gradients_;  // all of it but the last element
  at::Tensor terms_;      // the last element
};

}  // namespace linnet
