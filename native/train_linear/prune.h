// Keeping the weights that matter most within a size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/linear_model.h"

namespace linnet::train_linear {

struct WeightCandidate {
  LinearWeight weight;
  float score = 0;  // what is kept first
};

// Takes candidates by falling score (ties by key and label) until the next would not fit into
// `bytes`, counting the model file's two bytes a weight and five a feature.
std::vector<LinearWeight> keep_best(std::vector<WeightCandidate> candidates, std::size_t bytes);

}  // namespace linnet::train_linear
