// The state of libtorch's random generators, for checkpoints that continue exactly.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "native/encoder/encoder.h"

namespace linnet {

void seed_generators(std::uint64_t seed);  // of all devices

// The CPU's as "rng.cpu", and that of `device` as "rng.cuda" where it is one; uint8 tensors.
std::vector<NamedTensor> random_state(at::Device device);

// Entries with other names are ignored. A state taken on another kind of device restores what it
// can. Throws Error(kNotFound) without "rng.cpu".
void restore_random_state(const std::vector<NamedTensor>& state, at::Device device);

}  // namespace linnet
