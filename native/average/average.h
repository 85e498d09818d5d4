// The mean of several checkpoints' weights: one model that is often better than each of them where
// they were trained from the same start ("model soups", Wortsman et al., 2022).
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>

namespace linnet::average {

struct WeightedCheckpoint {
  std::filesystem::path folder;  // with config.json and weights
  double weight = 1;             // relative to the others'
};

struct AverageSummary {
  std::size_t tensors = 0;
  std::size_t parameters = 0;
};

// Writes the mean as model.safetensors (F32; tensors of integers are left out) into `output`, which
// is made where missing, with config.json and, where it has them, labels.json and tokenizer.model
// of the first checkpoint. Throws Error(kInvalidArgument) where there are fewer than two
// checkpoints, a weight is negative or not finite or all are 0, `output` holds weights already, or
// checkpoints differ in their config, tokenizer or tensors; it names what differs. Throws what
// reading them throws.
AverageSummary average_checkpoints(std::span<const WeightedCheckpoint> checkpoints,
                                   const std::filesystem::path& output);

}  // namespace linnet::average
