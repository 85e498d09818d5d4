#include "native/training/adamw.h"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_foreach_addcdiv.h>
#include <ATen/ops/_foreach_addcmul.h>
#include <ATen/ops/_foreach_div.h>
#include <ATen/ops/_foreach_mul.h>
#include <ATen/ops/_foreach_sqrt.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros_like.h>

#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "core/error.h"

namespace linnet {
namespace {

constexpr std::int64_t kGrain = 1 << 14;

struct Coefficients {
  float beta1, beta2, epsilon;
  float decay;         // what the parameter is multiplied by
  float step_size;     // rate / (1 - beta1^t)
  float square_scale;  // 1 / (1 - beta2^t)
  float gradient_scale;
};

// One pass over memory, where the same step as separate tensor operations takes nine.
void update(float* parameter, const float* gradient, float* average, float* square,
            std::int64_t size, const Coefficients& c) {
  at::parallel_for(0, size, kGrain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const float g = gradient[i] * c.gradient_scale;
      const float m = c.beta1 * average[i] + (1 - c.beta1) * g;
      const float v = c.beta2 * square[i] + (1 - c.beta2) * g * g;
      average[i] = m;
      square[i] = v;
      parameter[i] =
          parameter[i] * c.decay - c.step_size * m / (std::sqrt(v * c.square_scale) + c.epsilon);
    }
  });
}

}  // namespace

double gradient_norm(const std::vector<NamedTensor>& parameters) {
  std::vector<at::Tensor> norms;
  for (const NamedTensor& parameter : parameters) {
    if (parameter.tensor.grad().defined()) {
      norms.push_back(at::linalg_vector_norm(parameter.tensor.grad()));
    }
  }
  if (norms.empty()) return 0;
  return at::linalg_vector_norm(at::stack(norms)).item<double>();
}

void clear_gradients(const std::vector<NamedTensor>& parameters) {
  for (const NamedTensor& parameter : parameters) {
    parameter.tensor.mutable_grad() = at::Tensor();
  }
}

AdamW::AdamW(std::vector<NamedTensor> parameters, std::vector<ParameterGroup> groups,
             AdamWOptions options, Path path)
    : parameters_(std::move(parameters)),
      groups_(std::move(groups)),
      options_(options),
      counts_(parameters_.size(), 0) {
  if (groups_.size() != parameters_.size()) {
    throw Error(ErrorCode::kInvalidArgument, "AdamW: one group a parameter is needed");
  }
  for (const NamedTensor& parameter : parameters_) {
    averages_.push_back(at::zeros_like(parameter.tensor.detach()));
    squares_.push_back(at::zeros_like(parameter.tensor.detach()));
  }
  by_lists_ = path == Path::kLists ||
              (!parameters_.empty() && !parameters_.front().tensor.device().is_cpu());
}

void AdamW::step(double rate, double gradient_scale) {
  const at::NoGradGuard no_grad;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    if (parameters_[i].tensor.grad().defined()) ++counts_[i];
  }
  if (by_lists_) {
    step_by_lists(rate, gradient_scale);
    return;
  }
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    if (parameters_[i].tensor.grad().defined()) step_on_cpu(i, rate, gradient_scale);
  }
}

void AdamW::step_on_cpu(std::size_t index, double rate, double gradient_scale) {
  const double scaled_rate = rate * groups_[index].rate_scale;
  const auto count = static_cast<double>(counts_[index]);
  Coefficients c;
  c.beta1 = static_cast<float>(options_.beta1);
  c.beta2 = static_cast<float>(options_.beta2);
  c.epsilon = static_cast<float>(options_.epsilon);
  c.decay = groups_[index].decays ? static_cast<float>(1 - scaled_rate * options_.weight_decay) : 1;
  c.step_size = static_cast<float>(scaled_rate / (1 - std::pow(options_.beta1, count)));
  c.square_scale = static_cast<float>(1 / (1 - std::pow(options_.beta2, count)));
  c.gradient_scale = static_cast<float>(gradient_scale);
  const at::Tensor gradient = parameters_[index].tensor.grad().contiguous();
  update(parameters_[index].tensor.data_ptr<float>(), gradient.data_ptr<float>(),
         averages_[index].data_ptr<float>(), squares_[index].data_ptr<float>(), gradient.numel(),
         c);
}

void AdamW::step_by_lists(double rate, double gradient_scale) {
  // Parameters with the same numbers share a few launches.
  std::map<std::tuple<double, bool, std::int64_t>, std::vector<std::size_t>> alike;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    if (!parameters_[i].tensor.grad().defined()) continue;
    alike[{groups_[i].rate_scale, groups_[i].decays, counts_[i]}].push_back(i);
  }
  for (const auto& [key, indices] : alike) step_list(indices, rate, gradient_scale);
}

void AdamW::step_list(const std::vector<std::size_t>& indices, double rate, double gradient_scale) {
  std::vector<at::Tensor> parameters, gradients, averages, squares;
  for (const std::size_t i : indices) {
    parameters.push_back(parameters_[i].tensor);
    gradients.push_back(parameters_[i].tensor.grad());
    averages.push_back(averages_[i]);
    squares.push_back(squares_[i]);
  }
  const ParameterGroup& group = groups_[indices.front()];
  const double scaled_rate = rate * group.rate_scale;
  const auto count = static_cast<double>(counts_[indices.front()]);
  if (gradient_scale != 1) at::_foreach_mul_(gradients, gradient_scale);
  at::_foreach_mul_(averages, options_.beta1);
  at::_foreach_add_(averages, gradients, 1 - options_.beta1);
  at::_foreach_mul_(squares, options_.beta2);
  at::_foreach_addcmul_(squares, gradients, gradients, 1 - options_.beta2);
  std::vector<at::Tensor> divisors = at::_foreach_div(squares, 1 - std::pow(options_.beta2, count));
  at::_foreach_sqrt_(divisors);
  at::_foreach_add_(divisors, options_.epsilon);
  if (group.decays) at::_foreach_mul_(parameters, 1 - scaled_rate * options_.weight_decay);
  at::_foreach_addcdiv_(parameters, averages, divisors,
                        -scaled_rate / (1 - std::pow(options_.beta1, count)));
}

std::vector<NamedTensor> AdamW::state() const {
  std::vector<NamedTensor> state;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    state.push_back({"exp_avg." + parameters_[i].name, averages_[i]});
    state.push_back({"exp_avg_sq." + parameters_[i].name, squares_[i]});
  }
  state.push_back({"step_count", at::tensor(counts_)});
  return state;
}

void AdamW::load(const std::vector<NamedTensor>& state) {
  std::map<std::string, at::Tensor> by_name;
  for (const NamedTensor& entry : state) by_name[entry.name] = entry.tensor;
  const auto take = [&](const std::string& name, at::IntArrayRef shape) {
    const auto found = by_name.find(name);
    if (found == by_name.end()) {
      throw Error(ErrorCode::kNotFound, "optimiser state: \"" + name + "\" is missing");
    }
    if (found->second.sizes() != shape) {
      throw Error(ErrorCode::kInvalidFormat, "optimiser state: \"" + name + "\" has another shape");
    }
    return found->second;
  };
  const at::NoGradGuard no_grad;
  for (std::size_t i = 0; i < parameters_.size(); ++i) {
    averages_[i].copy_(take("exp_avg." + parameters_[i].name, averages_[i].sizes()));
    squares_[i].copy_(take("exp_avg_sq." + parameters_[i].name, squares_[i].sizes()));
  }
  const at::Tensor counts =
      take("step_count", {static_cast<std::int64_t>(counts_.size())}).to(at::kLong).contiguous();
  counts_.assign(counts.data_ptr<std::int64_t>(), counts.data_ptr<std::int64_t>() + counts.numel());
}

}  // namespace linnet
