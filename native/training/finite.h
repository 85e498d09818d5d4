// Numbers that a run must not go on with, and must not leave behind.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "native/encoder/encoder.h"

namespace linnet {

// The name of the first tensor with a value that is infinite or no number; "" for none. Waits for
// the device.
std::string first_not_finite(const std::vector<NamedTensor>& tensors);

// Where a run has broken away.
struct Divergence {
  std::string what;           // "the loss"
  std::int64_t step = 0;      // the optimiser's, from 1
  double rate = 0;            // of that step
  double peak_rate = 0;       // --rate
  std::filesystem::path run;  // the folder, whose checkpoints are named as what was good before
};

// Throws Error(kFailed): what is not finite, at which step, and what to do.
[[noreturn]] void fail_not_finite(const Divergence& divergence);

}  // namespace linnet
