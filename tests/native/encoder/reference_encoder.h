// Sequence classification by a RoBERTa, BERT or MPNet in plain loops over doubles: slow, and
// independent of libtorch.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "native/encoder/config.h"

namespace linnet {

// The values of the parameter of that name, row-major.
using Weights = std::function<std::vector<float>(const std::string& name)>;

// The logits of one sequence without padding.
std::vector<double> reference_logits(const EncoderConfig& config, const Weights& weights,
                                     const std::vector<std::int64_t>& ids);

}  // namespace linnet
