// A fully connected layer, as it lies on an encoder's embedding or in a small network.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/binary_format.h"

namespace linnet {

inline constexpr std::size_t kMaxLayerWidth = std::size_t{1} << 16;  // of inputs and of outputs

constexpr bool is_possible_width(std::size_t width) {
  return width >= 1 && width <= kMaxLayerWidth;
}

bool all_finite(std::span<const float> values);

// biases + weights * input.
struct DenseLayer {
  std::vector<float> weights;  // outputs x inputs, row-major
  std::vector<float> biases;   // one an output

  std::size_t outputs() const { return biases.size(); }
  std::size_t inputs() const { return biases.empty() ? 0 : weights.size() / biases.size(); }

  // Null where widths are possible, weights and biases go together and all are finite; else what is
  // wrong ("has an impossible size").
  const char* fault() const;

  // `input` has inputs() numbers.
  std::vector<float> operator()(std::span<const float> input) const;
};

// u32 outputs, f32[outputs * inputs] weights, f32[outputs] biases.
void write_layer(BinaryWriter& writer, const DenseLayer& layer);
// Throws what BinaryReader throws.
DenseLayer read_layer(BinaryReader& reader, std::size_t inputs);

}  // namespace linnet
