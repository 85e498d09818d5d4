// Where and in which precision an encoder runs.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>

namespace linnet {

enum class Precision {
  kF32,
  kBF16,  // matrix products in bfloat16 by autocast; weights, sums and norms stay f32
};

// "cpu", "cuda", or "auto": cuda where there is one. Throws Error(kInvalidArgument) for another
// name, Error(kUnsupported) for cuda where there is none.
at::Device choose_device(const std::string& name);

// "bf16", "f32", or "auto": bfloat16 where `device` is fast at it. Throws Error(kInvalidArgument)
// for another name.
Precision choose_precision(const std::string& name, at::Device device);

// While it lives, operations on `device` are autocast to bfloat16 (no effect for kF32). Clears the
// cache of cast weights at its end: make one a step, as weights change between steps.
class AutocastScope {
 public:
  AutocastScope(at::Device device, Precision precision);
  ~AutocastScope();
  AutocastScope(const AutocastScope&) = delete;
  AutocastScope& operator=(const AutocastScope&) = delete;

 private:
  at::DeviceType device_;
  bool active_;
};

}  // namespace linnet
