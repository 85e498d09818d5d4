#include "native/training/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace linnet {
namespace {

double cosine(double from, double to, double share) {
  return to + (from - to) * (1 + std::cos(std::numbers::pi * share)) / 2;
}

}  // namespace

double OneCycle::operator()(double progress) const {
  progress = std::clamp(progress, 0.0, 1.0);
  if (progress < warmup) return cosine(start_share, 1, progress / warmup);
  return cosine(1, final_share, (progress - warmup) / (1 - warmup));
}

double exponential_rate(double low, double high, int index, int count) {
  return low * std::pow(high / low, static_cast<double>(index) / (count - 1));
}

}  // namespace linnet
