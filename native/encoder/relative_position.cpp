#include "native/encoder/relative_position.h"

#include <cmath>
#include <cstdlib>

namespace linnet {

std::int64_t relative_position_bucket(std::int64_t distance, std::int64_t buckets) {
  constexpr double kFurthest = 128;
  const std::int64_t half = buckets / 2, single = half / 2, wide = half - single;
  const std::int64_t first = distance > 0 ? half : 0;
  const std::int64_t length = std::abs(distance);
  if (length < single) return first + length;
  // floor(log(length / single) / log(kFurthest / single) * wide), without rounding at its steps.
  const double ratio = static_cast<double>(length) / static_cast<double>(single);
  const double power = std::pow(ratio, static_cast<double>(wide));
  std::int64_t step = 0;
  while (step + 1 < wide && power >= std::pow(kFurthest / static_cast<double>(single),
                                              static_cast<double>(step + 1))) {
    ++step;
  }
  return first + single + step;
}

std::vector<std::int64_t> relative_position_buckets(std::int64_t tokens, std::int64_t buckets) {
  std::vector<std::int64_t> result;
  for (std::int64_t distance = 1 - tokens; distance < tokens; ++distance) {
    result.push_back(relative_position_bucket(distance, buckets));
  }
  return result;
}

}  // namespace linnet
