#include "native/training/finite.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/isfinite.h>

#include <cstdio>

#include "core/error.h"

namespace linnet {
namespace {

std::string short_number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g", value);
  return text;
}

}  // namespace

std::string first_not_finite(const std::vector<NamedTensor>& tensors) {
  const at::NoGradGuard no_grad;
  for (const NamedTensor& entry : tensors) {
    if (!at::isfinite(entry.tensor).all().item<bool>()) return entry.name;
  }
  return "";
}

void fail_not_finite(const Divergence& divergence) {
  std::string message =
      divergence.what + ": not finite at step " + std::to_string(divergence.step) + " (rate " +
      short_number(divergence.rate) + "). Start again with a lower --rate (" +
      short_number(divergence.peak_rate / 3) + "), a smaller --clip or --precision f32";
  for (const char* checkpoint : {"best", "last"}) {
    const std::filesystem::path folder = divergence.run / checkpoint;
    if (std::filesystem::exists(folder)) message += "; " + folder.string() + " is as it was";
  }
  throw Error(ErrorCode::kFailed, message);
}

}  // namespace linnet
