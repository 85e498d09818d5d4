#include "native/train_network/piece_vectors.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linalg_eigh.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/stack.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/error.h"

namespace linnet::train_network {
namespace {

constexpr std::int64_t kBatch = 512;       // pieces that are encoded at once
constexpr double kFrequencyScale = 0.001;  // a

}  // namespace

at::Tensor piece_states(Encoder& encoder, const std::function<void(std::uint64_t)>& on_progress) {
  const at::NoGradGuard no_grad;
  encoder.set_training(false);
  const SpecialIds special = encoder.config().tokens();
  const std::int64_t pieces = encoder.config().vocab_size;
  std::vector<at::Tensor> states;
  for (std::int64_t first = 0; first < pieces; first += kBatch) {
    const at::Tensor ids = at::arange(first, std::min(first + kBatch, pieces), at::kLong);
    const at::Tensor sequences = at::stack({at::full({ids.size(0)}, special.begin, at::kLong), ids,
                                            at::full({ids.size(0)}, special.end, at::kLong)},
                                           1);
    states.push_back(
        encoder.hidden_states(sequences.to(encoder.device()), Padding::kNone).mean(1).cpu());
    on_progress(static_cast<std::uint64_t>(first + ids.size(0)));
  }
  return at::cat(states);
}

at::Tensor principal_components(const at::Tensor& vectors, std::int64_t width) {
  const at::NoGradGuard no_grad;
  if (width > vectors.size(1)) {
    throw Error(ErrorCode::kInvalidArgument, "vectors of " + std::to_string(vectors.size(1)) +
                                                 " numbers have no " + std::to_string(width) +
                                                 " components; lower --width");
  }
  const at::Tensor centred = (vectors - vectors.mean(0, true)).to(at::kDouble);
  // Of the covariance, eigenvalues rise.
  const at::Tensor directions =
      std::get<1>(at::linalg_eigh(at::matmul(centred.t(), centred))).flip(1).slice(1, 0, width);
  const at::Tensor components = at::matmul(centred, directions);
  const auto deviation = components.std().item<double>();
  if (!(deviation > 0)) {
    throw Error(ErrorCode::kInvalidArgument, "the vectors of all pieces are the same");
  }
  return (components / deviation).to(at::kFloat).contiguous();
}

at::Tensor frequency_weights(std::span<const Shard> shards) {
  std::vector<double> counts(shards.front().vocabulary, 0);
  double total = 0;
  for (const Shard& shard : shards) {
    for (const std::uint16_t id : shard.ids) ++counts[id];
    total += static_cast<double>(shard.ids.size());
  }
  at::Tensor weights = at::empty({static_cast<std::int64_t>(counts.size())}, at::kFloat);
  float* weight = weights.data_ptr<float>();
  for (const double count : counts) {
    const double share = total > 0 ? count / total : 0;
    *weight++ = static_cast<float>(kFrequencyScale / (kFrequencyScale + share));
  }
  return weights;
}

}  // namespace linnet::train_network
