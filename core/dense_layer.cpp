#include "core/dense_layer.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace linnet {

bool all_finite(std::span<const float> values) {
  return std::all_of(values.begin(), values.end(),
                     [](float value) { return std::isfinite(value); });
}

const char* DenseLayer::fault() const {
  if (!is_possible_width(outputs())) return "has an impossible size";
  if (!is_possible_width(inputs()) || inputs() * outputs() != weights.size()) {
    return "has weights that do not go with its biases";
  }
  return all_finite(weights) && all_finite(biases) ? nullptr : "has a number that is not finite";
}

// Summed in double precision: the order of the terms then changes no digit of a float that matters.
std::vector<float> DenseLayer::operator()(std::span<const float> input) const {
  std::vector<float> values(outputs());
  const float* weight = weights.data();
  for (std::size_t i = 0; i < values.size(); ++i) {
    double sum = biases[i];
    for (const float value : input) sum += static_cast<double>(value) * *weight++;
    values[i] = static_cast<float>(sum);
  }
  return values;
}

void write_layer(BinaryWriter& writer, const DenseLayer& layer) {
  writer.u32(static_cast<std::uint32_t>(layer.outputs()));
  writer.f32s(layer.weights);
  writer.f32s(layer.biases);
}

DenseLayer read_layer(BinaryReader& reader, std::size_t inputs) {
  const std::uint32_t outputs = reader.u32();
  if (!is_possible_width(outputs)) reader.malformed("impossible size");
  DenseLayer layer;
  layer.weights = reader.finite_f32s(std::uint64_t{outputs} * inputs);
  layer.biases = reader.finite_f32s(outputs);
  return layer;
}

}  // namespace linnet
