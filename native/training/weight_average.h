// An exponential moving average of the weights, which often generalises better than the last ones.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "native/encoder/encoder.h"

namespace linnet {

class WeightAverage {
 public:
  // Starts at the parameters' values. `decay` is in (0, 1).
  WeightAverage(std::vector<NamedTensor> parameters, double decay);

  // average += (1 - d) (parameter - average), with d = min(decay, (1 + n) / (10 + n)) at the n-th
  // update, so that the first steps are soon forgotten.
  void update();

  const std::vector<NamedTensor>& averages() const { return averages_; }
  std::int64_t updates() const { return updates_; }
  // Continues from a checkpoint. Throws Error(kInvalidFormat) where names or shapes differ.
  void load(const std::vector<NamedTensor>& averages, std::int64_t updates);

 private:
  std::vector<NamedTensor> parameters_;
  std::vector<NamedTensor> averages_;
  double decay_;
  std::int64_t updates_ = 0;
};

// While it lives, `parameters` hold `others` (same order and shapes); then their own values again.
class WeightSwap {
 public:
  WeightSwap(std::vector<NamedTensor> parameters, const std::vector<NamedTensor>& others);
  ~WeightSwap();
  WeightSwap(const WeightSwap&) = delete;
  WeightSwap& operator=(const WeightSwap&) = delete;

 private:
  std::vector<NamedTensor> parameters_;
  std::vector<at::Tensor> own_;
};

}  // namespace linnet
