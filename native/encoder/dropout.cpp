#include "native/encoder/dropout.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/Generator.h>
#include <ATen/ops/dropout.h>
#include <ATen/ops/empty.h>

#include <cmath>
#include <cstdint>
#include <mutex>

namespace linnet {
namespace {

constexpr std::int64_t kGrain = 1 << 15;  // elements below which a second thread does not pay

// An integer hash with good avalanche ("lowbias32": C. Wellons, Prospecting for Hash Functions,
// 2018). A hash of the index instead of a sequence lets the loop run in vector registers.
inline std::uint32_t mix(std::uint32_t x) {
  x ^= x >> 16;
  x *= 0x7feb352du;
  x ^= x >> 15;
  x *= 0x846ca68bu;
  x ^= x >> 16;
  return x;
}

std::uint64_t draw_seed() {
  at::Generator generator = at::detail::getDefaultCPUGenerator();
  const std::lock_guard<std::mutex> lock(generator.mutex());
  return at::check_generator<at::CPUGeneratorImpl>(generator)->random64();
}

// Pairs of elements share a hash, 16 bits each.
template <typename T>
void fill_mask(T* mask, std::int64_t size, std::uint64_t seed, std::uint32_t threshold, T kept) {
  const auto low = static_cast<std::uint32_t>(seed);
  const auto high = static_cast<std::uint32_t>(seed >> 32);
  const T dropped = static_cast<T>(0);
  at::parallel_for(0, size / 2, kGrain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const std::uint32_t bits = mix((static_cast<std::uint32_t>(i) ^ low) * 0x9e3779b9u + high);
      mask[2 * i] = (bits & 0xffffu) < threshold ? dropped : kept;
      mask[2 * i + 1] = (bits >> 16) < threshold ? dropped : kept;
    }
  });
  if (size % 2 == 1) {
    const std::uint32_t bits = mix((static_cast<std::uint32_t>(size) ^ low) * 0x9e3779b9u + high);
    mask[size - 1] = (bits & 0xffffu) < threshold ? dropped : kept;
  }
}

}  // namespace

at::Tensor dropout(const at::Tensor& input, double probability) {
  if (probability == 0) return input;
  const at::ScalarType type = input.scalar_type();
  if (!input.device().is_cpu() || (type != at::kFloat && type != at::kBFloat16)) {
    return at::dropout(input, probability, true);
  }
  const at::Tensor mask = at::empty(input.sizes(), input.options().requires_grad(false));
  const auto threshold = static_cast<std::uint32_t>(std::lround(probability * 65536));
  const auto scale = static_cast<float>(1 / (1 - probability));
  const std::uint64_t seed = draw_seed();
  if (type == at::kFloat) {
    fill_mask(mask.data_ptr<float>(), mask.numel(), seed, threshold, scale);
  } else {
    // The bits of a bfloat16 are the upper half of a float's.
    const std::uint16_t kept = at::BFloat16(scale).x;
    fill_mask(reinterpret_cast<std::uint16_t*>(mask.data_ptr<at::BFloat16>()), mask.numel(), seed,
              threshold, kept);
  }
  return input * mask;
}

}  // namespace linnet
