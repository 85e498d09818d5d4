#include "native/encoder/device.h"

#include <ATen/autocast_mode.h>
#include <ATen/core/Tensor.h>
#include <torch/cuda.h>
#include <torch/version.h>

#include "core/error.h"

namespace linnet {
namespace {

// Which functions switch autocast changed with libtorch 2.4.
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
void set_autocast(at::DeviceType device, bool enabled) {
  if (enabled) at::autocast::set_autocast_dtype(device, at::kBFloat16);
  at::autocast::set_autocast_enabled(device, enabled);
}
#else
void set_autocast(at::DeviceType device, bool enabled) {
  if (device == at::kCUDA) {
    if (enabled) at::autocast::set_autocast_gpu_dtype(at::kBFloat16);
    at::autocast::set_enabled(enabled);
  } else {
    if (enabled) at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
    at::autocast::set_cpu_enabled(enabled);
  }
}
#endif

}  // namespace

at::Device choose_device(const std::string& name) {
  if (name != "auto" && name != "cpu" && name != "cuda") {
    throw Error(ErrorCode::kInvalidArgument,
                "device \"" + name + "\" is not known: auto, cpu or cuda");
  }
  if (name == "cpu") return at::kCPU;
  const bool available = torch::cuda::is_available();
  if (name == "cuda" && !available) {
    throw Error(ErrorCode::kUnsupported,
                "no CUDA device can be used: none is there, or this libtorch was built without");
  }
  return available ? at::kCUDA : at::kCPU;
}

// On processors without bfloat16 products, autocast is slower than f32.
Precision choose_precision(const std::string& name, at::Device device) {
  if (name == "bf16") return Precision::kBF16;
  if (name == "f32") return Precision::kF32;
  if (name != "auto") {
    throw Error(ErrorCode::kInvalidArgument,
                "precision \"" + name + "\" is not known: auto, bf16 or f32");
  }
  if (device.is_cuda()) return Precision::kBF16;
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16") ? Precision::kBF16 : Precision::kF32;
#else
  return Precision::kF32;
#endif
}

AutocastScope::AutocastScope(at::Device device, Precision precision)
    : device_(device.type()), active_(precision == Precision::kBF16) {
  if (active_) set_autocast(device_, true);
}

AutocastScope::~AutocastScope() {
  if (!active_) return;
  set_autocast(device_, false);
  at::autocast::clear_cache();
}

}  // namespace linnet
