#include "native/training/weight_average.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <utility>

#include "core/error.h"

namespace linnet {

WeightAverage::WeightAverage(std::vector<NamedTensor> parameters, double decay)
    : parameters_(std::move(parameters)), decay_(decay) {
  for (const NamedTensor& parameter : parameters_) {
    averages_.push_back({parameter.name, parameter.tensor.detach().clone()});
  }
}

void WeightAverage::update() {
  const at::NoGradGuard no_grad;
  const auto n = static_cast<double>(++updates_);
  const double decay = std::min(decay_, (1 + n) / (10 + n));
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    averages_[i].tensor.lerp_(parameters_[i].tensor, 1 - decay);
  }
}

void WeightAverage::load(const std::vector<NamedTensor>& averages, std::int64_t updates) {
  bool fits = averages.size() == averages_.size();
  for (std::size_t i = 0; fits && i < averages.size(); ++i) {
    fits = averages[i].name == averages_[i].name &&
           averages[i].tensor.sizes() == averages_[i].tensor.sizes();
  }
  if (!fits) {
    throw Error(ErrorCode::kInvalidFormat, "weight averages: they belong to another model");
  }
  const at::NoGradGuard no_grad;
  for (std::size_t i = 0; i < averages.size(); ++i) {
    averages_[i].tensor.copy_(averages[i].tensor);
  }
  updates_ = updates;
}

WeightSwap::WeightSwap(std::vector<NamedTensor> parameters, const std::vector<NamedTensor>& others)
    : parameters_(std::move(parameters)) {
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    own_.push_back(parameters_[i].tensor.detach());
    parameters_[i].tensor.set_data(others.at(i).tensor);
  }
}

WeightSwap::~WeightSwap() {
  for (std::size_t i = 0; i < parameters_.size(); ++i) parameters_[i].tensor.set_data(own_[i]);
}

}  // namespace linnet
