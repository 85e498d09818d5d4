// The instant tier from shards: features, one regression a label, pruning, quantisation.
#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "core/linear_model.h"
#include "core/tokenizer.h"
#include "native/shards/shards.h"
#include "native/train_linear/options.h"
#include "native/train_linear/training_rows.h"

namespace linnet::train_linear {

// `on_rows`, where it is not empty, may change the weights of the views before anything is fitted.
// `on_label` hears how many labels are done. Throws Error(kInvalidArgument) where the shards were
// made by another tokenizer, or max_bytes is too small for any weight.
LinearModel train(std::span<const Shard> shards, const Tokenizer& tokenizer, const Options& options,
                  const std::function<void(TrainingRows& rows)>& on_rows,
                  const std::function<void(std::size_t done)>& on_label);

// rows x labels, row-major.
std::vector<float> shard_logits(const LinearModel& model, const Shard& shard);

}  // namespace linnet::train_linear
