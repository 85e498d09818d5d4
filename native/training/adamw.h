// AdamW (Loshchilov and Hutter, 2019): Adam with weight decay apart from the gradient.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

#include "native/encoder/encoder.h"
#include "native/training/parameter_groups.h"

namespace linnet {

struct AdamWOptions {
  double beta1 = 0.9;
  double beta2 = 0.98;    // RoBERTa's
  double epsilon = 1e-8;  // a mean over rows and labels has smaller gradients than RoBERTa's loss
  double weight_decay = 0.01;
};

// The norm of all gradients as one vector; parameters without a gradient count 0.
double gradient_norm(const std::vector<NamedTensor>& parameters);

void clear_gradients(const std::vector<NamedTensor>& parameters);

class AdamW {
 public:
  // How a step is computed; the results are the same up to rounding.
  enum class Path {
    kAuto,   // one loop over memory on the CPU, lists elsewhere
    kLists,  // by operations on lists of tensors, few launches on an accelerator
  };

  // One group a parameter, in the same order.
  AdamW(std::vector<NamedTensor> parameters, std::vector<ParameterGroup> groups,
        AdamWOptions options, Path path = Path::kAuto);

  // One step at `rate` times each group's scale, on gradients multiplied by `gradient_scale` (which
  // is how clipping is done). Parameters without a gradient stay as they are and don't decay.
  void step(double rate, double gradient_scale = 1);

  // Moments and step counts, named after the parameters ("exp_avg.NAME", "exp_avg_sq.NAME",
  // "step_count"), for a checkpoint; and back. load() throws Error(kNotFound) or
  // Error(kInvalidFormat) naming what is missing or of another shape.
  std::vector<NamedTensor> state() const;
  void load(const std::vector<NamedTensor>& state);

 private:
  void step_on_cpu(std::size_t index, double rate, double gradient_scale);
  void step_by_lists(double rate, double gradient_scale);
  void step_list(const std::vector<std::size_t>& indices, double rate, double gradient_scale);

  std::vector<NamedTensor> parameters_;
  std::vector<ParameterGroup> groups_;
  AdamWOptions options_;
  bool by_lists_ = false;
  std::vector<at::Tensor> averages_;  // of the gradients
  std::vector<at::Tensor> squares_;   // of their squares
  std::vector<std::int64_t> counts_;  // steps that each parameter has taken
};

}  // namespace linnet
