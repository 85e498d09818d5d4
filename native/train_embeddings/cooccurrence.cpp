#include "native/train_embeddings/cooccurrence.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>

namespace linnet::train_embeddings {
namespace {

constexpr std::uint32_t kMostCounted = std::numeric_limits<std::uint32_t>::max();

}  // namespace

Cooccurrence::Cooccurrence(std::size_t vocabulary)
    : vocabulary_(static_cast<std::int64_t>(vocabulary)),
      counts_(at::zeros({vocabulary_, vocabulary_}, at::kInt)) {}

void Cooccurrence::add(std::span<const std::uint16_t> ids, std::size_t window) {
  std::int32_t* bits = counts_.data_ptr<std::int32_t>();
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const std::size_t end = std::min(ids.size(), i + window + 1);
    for (std::size_t j = i + 1; j < end; ++j) {
      const auto [low, high] = std::minmax(ids[i], ids[j]);
      std::int32_t& cell = bits[low * vocabulary_ + high];
      const auto count = static_cast<std::uint32_t>(cell);
      cell = static_cast<std::int32_t>(count + (count < kMostCounted ? 1 : 0));
    }
  }
}

namespace {

// Each count becomes the nearest float, in its own place.
at::Tensor to_floats(const at::Tensor& counts) {
  std::int32_t* bits = counts.data_ptr<std::int32_t>();
  std::transform(bits, bits + counts.numel(), bits, [](std::int32_t count) {
    return std::bit_cast<std::int32_t>(static_cast<float>(static_cast<std::uint32_t>(count)));
  });
  return counts.view(at::kFloat);
}

// Copies what lies over the diagonal to under it, in tiles that fit a processor's cache.
void mirror(float* matrix, std::int64_t size) {
  constexpr std::int64_t kTile = 64;
  for (std::int64_t top = 0; top < size; top += kTile) {
    for (std::int64_t left = top; left < size; left += kTile) {
      for (std::int64_t row = top; row < std::min(size, top + kTile); ++row) {
        for (std::int64_t column = std::max(left, row + 1); column < std::min(size, left + kTile);
             ++column) {
          matrix[column * size + row] = matrix[row * size + column];
        }
      }
    }
  }
}

}  // namespace

at::Tensor Cooccurrence::take_positive_pmi(double smoothing) && {
  at::Tensor pmi = to_floats(counts_);
  constexpr std::int64_t kBlock = 256;  // rows at a time, so that nothing is as large as the counts
  pmi.diagonal().mul_(2);  // a pair of equal pieces counts from both sides, like any other pair
  mirror(pmi.data_ptr<float>(), vocabulary_);
  const at::Tensor rows = pmi.sum(1, /*keepdim=*/false, at::kDouble);
  const at::Tensor contexts = rows.pow(smoothing);
  const at::Tensor chance = (contexts / contexts.sum()).to(at::kFloat);  // P'(context)
  for (std::int64_t begin = 0; begin < vocabulary_; begin += kBlock) {
    const std::int64_t count = std::min(kBlock, vocabulary_ - begin);
    at::Tensor block = pmi.narrow(0, begin, count);
    const at::Tensor totals = rows.narrow(0, begin, count).to(at::kFloat).unsqueeze(1);
    // P(piece, context) / P(piece) is the share of the context among the piece's neighbours; 0 / 0
    // of pieces that were not met becomes 0.
    block.div_(totals).div_(chance).log_().nan_to_num_(0, 0, 0).clamp_min_(0);
  }
  return pmi;
}

}  // namespace linnet::train_embeddings
