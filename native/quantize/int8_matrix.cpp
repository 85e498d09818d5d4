#include "native/quantize/int8_matrix.h"

#include <algorithm>
#include <cmath>

namespace linnet {
namespace {

constexpr float kLargestCode = 127;
constexpr float kSmallestHalf = 0x1p-24F;
constexpr std::uint16_t kHalfExponentBias = 15;

std::int8_t code(float value, float scale) {
  return static_cast<std::int8_t>(
      std::clamp(std::nearbyint(value / scale), -kLargestCode, kLargestCode));
}

// Processors without VNNI multiply activations (0 to 255) with weights and add the products of two
// neighbouring rows in 16 bits, saturating. Codes of one sign whose sum is at most 127 before
// rounding, 128 after, stay below: 255 * 128 = 32,640. The larger of the sums of the positive and
// of the negative ones:
float pair_sum(float a, float b) {
  return std::max(std::max(a, 0.0F) + std::max(b, 0.0F), std::max(-a, 0.0F) + std::max(-b, 0.0F));
}

}  // namespace

float half_to_float(std::uint16_t half) {
  const int exponent = half >> 10;
  const int mantissa = half & 0x3ff;
  if (exponent == 0) return std::ldexp(static_cast<float>(mantissa), -24);
  return std::ldexp(static_cast<float>(mantissa + 0x400), exponent - kHalfExponentBias - 10);
}

std::uint16_t half_at_least(float value) {
  int exponent = 0;
  std::frexp(value, &exponent);  // value = fraction * 2^exponent, fraction in [1/2, 1)
  const int unit = std::max(exponent - 11, -24);  // a half's last bit is worth 2^unit
  const auto units = static_cast<std::uint32_t>(
      std::max(1.0F, std::ceil(std::ldexp(value, -unit))));  // in [1, 2^11]
  // Subnormals count units of 2^-24, and a carry out of the mantissa runs into the exponent, so
  // that one sum gives the bits of both.
  return static_cast<std::uint16_t>(units + (static_cast<std::uint32_t>(unit + 24) << 10));
}

Int8Matrix quantize_columns(std::span<const float> values, std::size_t rows, std::size_t columns) {
  Int8Matrix matrix{std::vector<std::int8_t>(values.size()), std::vector<float>(columns, 0)};
  for (std::size_t row = 0; row < rows; row += 2) {
    for (std::size_t column = 0; column < columns; ++column) {
      const float first = values[row * columns + column];
      const float second = row + 1 < rows ? values[(row + 1) * columns + column] : 0;
      float& largest = matrix.scales[column];
      largest = std::max(largest, pair_sum(first, second));
    }
  }
  for (float& scale : matrix.scales) scale = scale > 0 ? scale / kLargestCode : 1;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      const std::size_t at = row * columns + column;
      matrix.codes[at] = code(values[at], matrix.scales[column]);
    }
  }
  return matrix;
}

Int8Matrix quantize_rows(std::span<const float> values, std::size_t rows, std::size_t columns) {
  Int8Matrix matrix{std::vector<std::int8_t>(values.size()), std::vector<float>(rows, 1)};
  for (std::size_t row = 0; row < rows; ++row) {
    const auto line = values.subspan(row * columns, columns);
    float largest = 0;
    for (const float value : line) largest = std::max(largest, std::abs(value));
    if (largest > 0) {
      matrix.scales[row] =
          half_to_float(half_at_least(std::max(largest / kLargestCode, kSmallestHalf)));
    }
    for (std::size_t column = 0; column < columns; ++column) {
      matrix.codes[row * columns + column] = code(line[column], matrix.scales[row]);
    }
  }
  return matrix;
}

}  // namespace linnet
