// Symmetric 8-bit quantisation of a matrix, a scale a column or a row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace linnet {

// value ~ scale * code, codes in [-127, 127]; a column or row of zeros has the scale 1.
struct Int8Matrix {
  std::vector<std::int8_t> codes;  // rows x columns, row-major
  std::vector<float> scales;       // one a column, or one a row
};

// A scale a column, for the weights of a MatMul, whose columns are its outputs: as fine as it can
// be while the products of two neighbouring rows with activations of 8 bits fit into 16 bits
// together. There some processors saturate, and the same model would give other answers on them.
Int8Matrix quantize_columns(std::span<const float> values, std::size_t rows, std::size_t columns);

// A scale a row: the largest magnitude becomes 127; rounded up to a binary16 value so that it can
// be stored as one. For embeddings.
Int8Matrix quantize_rows(std::span<const float> values, std::size_t rows, std::size_t columns);

// The bits of the least binary16 value that is not below `value`; `value` lies in (0, 65504].
std::uint16_t half_at_least(float value);
float half_to_float(std::uint16_t half);  // positive normal and subnormal values

}  // namespace linnet
