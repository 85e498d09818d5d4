// Logistic regression of a few inputs on very many pairs, as calibration and blending need it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace linnet {

struct LogisticFit {
  std::vector<double> weights;  // one an input
  double bias = 0;
};

// Maximises the likelihood of p = sigmoid(sum of weight * input + bias) by Newton's method with a
// line search, on the targets (hits + 1) / (hits + 2) and 1 / (misses + 2) in place of 1 and 0, as
// Lin, Lin and Weng do ("A note on Platt's probabilistic outputs for support vector machines",
// 2007). The inputs are finite and each as long as `truth` (0 or 1), which holds both classes.
LogisticFit fit_logistic(std::span<const std::span<const float>> inputs,
                         std::span<const std::uint8_t> truth);

}  // namespace linnet
