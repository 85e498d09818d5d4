#include "native/training/random_state.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/core/Generator.h>
#include <ATen/core/Tensor.h>

#include <mutex>

#include "core/error.h"

namespace linnet {
namespace {

constexpr char kCpu[] = "rng.cpu";
constexpr char kCuda[] = "rng.cuda";

at::Tensor state_of(at::Generator generator) {
  const std::lock_guard<std::mutex> lock(generator.mutex());
  return generator.get_state();
}

void restore(at::Generator generator, const at::Tensor& state) {
  const std::lock_guard<std::mutex> lock(generator.mutex());
  generator.set_state(state);
}

}  // namespace

void seed_generators(std::uint64_t seed) { at::manual_seed(seed); }

std::vector<NamedTensor> random_state(at::Device device) {
  std::vector<NamedTensor> state = {{kCpu, state_of(at::detail::getDefaultCPUGenerator())}};
  if (device.is_cuda()) {
    state.push_back({kCuda, state_of(at::globalContext().defaultGenerator(device))});
  }
  return state;
}

void restore_random_state(const std::vector<NamedTensor>& state, at::Device device) {
  bool found = false;
  for (const NamedTensor& entry : state) {
    if (entry.name == kCpu) {
      restore(at::detail::getDefaultCPUGenerator(), entry.tensor);
      found = true;
    } else if (entry.name == kCuda && device.is_cuda()) {
      restore(at::globalContext().defaultGenerator(device), entry.tensor);
    }
  }
  if (!found) throw Error(ErrorCode::kNotFound, "training state: \"rng.cpu\" is missing");
}

}  // namespace linnet
