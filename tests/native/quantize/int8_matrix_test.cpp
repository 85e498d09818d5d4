#include "native/quantize/int8_matrix.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

namespace linnet {
namespace {

std::vector<float> random_matrix(std::size_t rows, std::size_t columns) {
  std::mt19937 generator(1);
  std::normal_distribution<float> normal(0, 0.3F);
  std::vector<float> values(rows * columns);
  for (float& value : values) value = normal(generator);
  return values;
}

TEST_CASE("columns are off by at most half a step, and no two products overflow 16 bits") {
  constexpr std::size_t kRows = 21, kColumns = 7;
  const auto values = random_matrix(kRows, kColumns);
  const Int8Matrix matrix = quantize_columns(values, kRows, kColumns);
  REQUIRE(matrix.scales.size() == kColumns);
  for (std::size_t column = 0; column < kColumns; ++column) {
    const auto code = [&](std::size_t row) {
      return row < kRows ? int{matrix.codes[row * kColumns + column]} : 0;
    };
    int largest_sum = 0;
    for (std::size_t row = 0; row < kRows; ++row) {
      const float restored = matrix.scales[column] * static_cast<float>(code(row));
      CHECK(std::abs(restored - values[row * kColumns + column]) <=
            0.5001F * matrix.scales[column]);
      if (row % 2 != 0) continue;
      const int up = std::max(code(row), 0) + std::max(code(row + 1), 0);
      const int down = std::max(-code(row), 0) + std::max(-code(row + 1), 0);
      largest_sum = std::max({largest_sum, up, down});
    }
    CHECK(255 * largest_sum <= 32767);
    CHECK(largest_sum >= 126);  // and nothing is given away
  }
}

TEST_CASE("rows have scales that a binary16 holds, and stay within half a step") {
  constexpr std::size_t kRows = 9, kColumns = 16;
  const auto values = random_matrix(kRows, kColumns);
  const Int8Matrix matrix = quantize_rows(values, kRows, kColumns);
  REQUIRE(matrix.scales.size() == kRows);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const float scale = matrix.scales[i / kColumns];
    CHECK(half_to_float(half_at_least(scale)) == scale);
    CHECK(std::abs(scale * static_cast<float>(matrix.codes[i]) - values[i]) <= 0.5001F * scale);
  }
}

TEST_CASE("zeros stay zeros") {
  const std::vector<float> zeros(6, 0);
  for (const Int8Matrix& matrix : {quantize_rows(zeros, 2, 3), quantize_columns(zeros, 2, 3)}) {
    for (const std::int8_t code : matrix.codes) CHECK(code == 0);
    for (const float scale : matrix.scales) CHECK(scale == 1);
  }
}

TEST_CASE("half_at_least gives the least binary16 value that is not below") {
  CHECK(half_at_least(1.0F) == 0x3c00);
  CHECK(half_at_least(1.0F + 0x1p-12F) == 0x3c01);
  CHECK(half_at_least(0.5F) == 0x3800);
  CHECK(half_at_least(1.99999F) == 0x4000);  // a carry into the exponent
  CHECK(half_at_least(0x1p-14F) == 0x0400);  // the least normal one
  CHECK(half_at_least(0x1p-15F) == 0x0200);  // a subnormal one
  CHECK(half_at_least(0x1p-30F) == 0x0001);
  CHECK(half_at_least(65504.0F) == 0x7bff);
  for (std::uint16_t half = 1; half < 0x7c00; ++half) {
    REQUIRE(half_at_least(half_to_float(half)) == half);
  }
}

}  // namespace
}  // namespace linnet
