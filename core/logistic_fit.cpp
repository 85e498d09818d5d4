// Newton's method for logistic regression with a handful of parameters.
#include "core/logistic_fit.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace linnet {
namespace {

constexpr int kMaxSteps = 100;
constexpr double kGradientGoal = 1e-9;
constexpr double kRidge = 1e-12;  // keeps the Hessian regular where all inputs are equal
constexpr int kMaxHalvings = 34;  // of the line search, to a step of 1e-10

using Vector = std::vector<double>;  // the weights, then the bias

class Loss {
 public:
  Loss(std::span<const std::span<const float>> inputs, std::span<const std::uint8_t> truth)
      : inputs_(inputs), truth_(truth) {
    const auto hits = static_cast<double>(
        std::count_if(truth.begin(), truth.end(), [](auto v) { return v != 0; }));
    const double misses = static_cast<double>(truth.size()) - hits;
    positive_target_ = (hits + 1) / (hits + 2);
    negative_target_ = 1 / (misses + 2);
    log_odds_ = std::log((hits + 1) / (misses + 1));
  }

  std::size_t parameters() const { return inputs_.size() + 1; }
  double log_odds() const { return log_odds_; }

  // Mean cross-entropy: log(1 + e^x) - target * x, written so that neither exponential overflows.
  double value(const Vector& at) const {
    double sum = 0;
    for (std::size_t i = 0; i < truth_.size(); ++i) {
      const double x = score(at, i);
      sum += std::max(x, 0.0) + std::log1p(std::exp(-std::abs(x))) - target(i) * x;
    }
    return sum / static_cast<double>(truth_.size());
  }

  // Gradient, and Hessian row by row.
  std::pair<Vector, std::vector<Vector>> derivatives(const Vector& at) const {
    const std::size_t size = parameters();
    Vector gradient(size), row(size, 1);
    std::vector<Vector> hessian(size, Vector(size));
    const double n = static_cast<double>(truth_.size());
    for (std::size_t i = 0; i < truth_.size(); ++i) {
      for (std::size_t k = 0; k < inputs_.size(); ++k) row[k] = inputs_[k][i];
      const double p = 1 / (1 + std::exp(-score(at, i)));
      for (std::size_t a = 0; a < size; ++a) {
        gradient[a] += (p - target(i)) * row[a] / n;
        for (std::size_t b = 0; b < size; ++b) hessian[a][b] += p * (1 - p) * row[a] * row[b] / n;
      }
    }
    for (std::size_t a = 0; a < size; ++a) hessian[a][a] += kRidge;
    return {std::move(gradient), std::move(hessian)};
  }

 private:
  double score(const Vector& at, std::size_t i) const {
    double x = at.back();
    for (std::size_t k = 0; k < inputs_.size(); ++k) x += at[k] * inputs_[k][i];
    return x;
  }
  double target(std::size_t i) const {
    return truth_[i] != 0 ? positive_target_ : negative_target_;
  }

  std::span<const std::span<const float>> inputs_;
  std::span<const std::uint8_t> truth_;
  double positive_target_ = 1;
  double negative_target_ = 0;
  double log_odds_ = 0;
};

// x of matrix * x = right for a positive definite matrix, by elimination without pivoting.
Vector solve(std::vector<Vector> matrix, Vector right) {
  const std::size_t size = right.size();
  for (std::size_t pivot = 0; pivot < size; ++pivot) {
    for (std::size_t row = pivot + 1; row < size; ++row) {
      const double factor = matrix[row][pivot] / matrix[pivot][pivot];
      for (std::size_t k = pivot; k < size; ++k) matrix[row][k] -= factor * matrix[pivot][k];
      right[row] -= factor * right[pivot];
    }
  }
  for (std::size_t row = size; row-- > 0;) {
    for (std::size_t k = row + 1; k < size; ++k) right[row] -= matrix[row][k] * right[k];
    right[row] /= matrix[row][row];
  }
  return right;
}

double largest(const Vector& values) {
  double most = 0;
  for (const double value : values) most = std::max(most, std::abs(value));
  return most;
}

}  // namespace

LogisticFit fit_logistic(std::span<const std::span<const float>> inputs,
                         std::span<const std::uint8_t> truth) {
  const Loss loss(inputs, truth);
  Vector at(loss.parameters());
  at.back() = loss.log_odds();
  double value = loss.value(at);
  for (int step = 0; step < kMaxSteps; ++step) {
    const auto [gradient, hessian] = loss.derivatives(at);
    if (largest(gradient) < kGradientGoal) break;
    const Vector direction = solve(hessian, gradient);  // downhill is its opposite
    double slope = 0;
    for (std::size_t k = 0; k < at.size(); ++k) slope -= gradient[k] * direction[k];

    bool improved = false;
    double length = 1;
    for (int halvings = 0; halvings < kMaxHalvings && !improved; ++halvings, length /= 2) {
      Vector next = at;
      for (std::size_t k = 0; k < at.size(); ++k) next[k] -= length * direction[k];
      const double next_value = loss.value(next);
      if (next_value < value + 1e-4 * length * slope) {
        at = std::move(next);
        value = next_value;
        improved = true;
      }
    }
    if (!improved) break;  // as good as floating point allows
  }
  LogisticFit fit;
  fit.bias = at.back();
  at.pop_back();
  fit.weights = std::move(at);
  return fit;
}

}  // namespace linnet
