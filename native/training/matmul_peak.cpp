#include "native/training/matmul_peak.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/ones.h>
#include <torch/cuda.h>

#include <algorithm>
#include <chrono>

namespace linnet {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kSeconds = 0.3;
constexpr int kProducts = 4;  // between two looks at the clock

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

double matmul_peak(at::Device device, Precision precision) {
  const at::NoGradGuard no_grad;
  const std::int64_t size = device.is_cuda() ? 8192 : 1024;
  const at::ScalarType type = precision == Precision::kBF16 ? at::kBFloat16 : at::kFloat;
  // Zeros would be faster than what is met in training: they take less power.
  const at::Tensor a = at::ones({size, size}, at::TensorOptions(type).device(device)).normal_();
  const at::Tensor b = a.transpose(0, 1).contiguous();
  at::Tensor product = at::matmul(a, b);
  const auto finish = [&] {
    if (device.is_cuda()) torch::cuda::synchronize();
  };
  finish();
  const double operations = 2.0 * kProducts * static_cast<double>(size * size * size);
  double best = 0;
  const auto start = Clock::now();
  do {
    const auto begin = Clock::now();
    for (int i = 0; i < kProducts; ++i) at::matmul_out(product, a, b);
    finish();
    best = std::max(best, operations / seconds_since(begin));
  } while (seconds_since(start) < kSeconds);
  return best;
}

}  // namespace linnet
