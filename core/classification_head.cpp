#include "core/classification_head.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "core/binary_format.h"
#include "core/error.h"

namespace linnet {
namespace {

constexpr BinaryFormat kHeadFormat{
    .name = "classification head",
    .magic = "LINNETCH",
    .version = 1,
    .remedy = "fetch the file again or make it with `linnet export --head`"};
constexpr std::size_t kMostLayers = 2;
constexpr std::size_t kDigestDigits = 64;

[[noreturn]] void refuse_head(const std::string& what) {
  throw Error(ErrorCode::kInvalidArgument, "classification head: " + what);
}

bool is_possible_width(std::uint64_t width) { return width >= 1 && width <= kMaxHeadWidth; }

bool is_digest(std::string_view text) {
  return text.size() == kDigestDigits && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

bool all_finite(const std::vector<float>& values) {
  return std::all_of(values.begin(), values.end(),
                     [](float value) { return std::isfinite(value); });
}

// Summed in double precision: the order of the terms then changes no digit of a float that matters.
std::vector<float> outputs_of(const DenseLayer& layer, std::span<const float> input) {
  std::vector<float> outputs(layer.biases.size());
  const float* weight = layer.weights.data();
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    double sum = layer.biases[i];
    for (const float value : input) sum += static_cast<double>(value) * *weight++;
    outputs[i] = static_cast<float>(sum);
  }
  return outputs;
}

void write_text(BinaryWriter& writer, std::string_view text) {
  writer.u32(static_cast<std::uint32_t>(text.size()));
  writer.text(text);
}

}  // namespace

ClassificationHead::ClassificationHead(std::vector<DenseLayer> layers, LabelSet labels,
                                       std::string encoder_sha256)
    : layers_(std::move(layers)),
      labels_(std::move(labels)),
      encoder_sha256_(std::move(encoder_sha256)) {
  if (layers_.empty() || layers_.size() > kMostLayers) refuse_head("it has one layer, or two");
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const DenseLayer& layer = layers_[i];
    const std::string name = "layer " + std::to_string(i + 1);
    if (!is_possible_width(layer.biases.size())) refuse_head(name + " has an impossible size");
    const std::size_t inputs = layer.weights.size() / layer.biases.size();
    const bool fits = i == 0 ? is_possible_width(inputs) : inputs == layers_[i - 1].biases.size();
    if (!fits || inputs * layer.biases.size() != layer.weights.size()) {
      refuse_head(name + " has " + std::to_string(layer.weights.size()) + " weights for " +
                  std::to_string(layer.biases.size()) + " biases");
    }
    if (!all_finite(layer.weights) || !all_finite(layer.biases)) {
      refuse_head(name + " has a number that is not finite");
    }
    if (i == 0) embedding_size_ = inputs;
  }
  if (layers_.back().biases.size() != labels_.size()) {
    refuse_head("it gives " + std::to_string(layers_.back().biases.size()) + " logits for " +
                std::to_string(labels_.size()) + " labels");
  }
  if (!encoder_sha256_.empty() && !is_digest(encoder_sha256_)) {
    refuse_head("the encoder's SHA-256 must be 64 lower-case hexadecimal digits");
  }
}

ClassificationHead ClassificationHead::parse(std::string_view bytes) {
  BinaryReader reader(kHeadFormat, bytes);
  const auto width = [&reader] {
    const std::uint32_t value = reader.u32();
    if (!is_possible_width(value)) reader.malformed("impossible size");
    return value;
  };
  std::uint32_t inputs = width();
  const std::uint32_t layer_count = reader.u32();
  if (layer_count < 1 || layer_count > kMostLayers) reader.malformed("impossible count of layers");
  std::string encoder_sha256 = reader.text(reader.u32());
  const std::uint32_t label_count = width();
  reader.expect(label_count, sizeof(std::uint32_t));
  std::vector<std::string> names(label_count);
  for (std::string& name : names) name = reader.text(reader.u32());
  std::vector<DenseLayer> layers(layer_count);
  for (DenseLayer& layer : layers) {
    const std::uint32_t outputs = width();
    layer.weights = reader.finite_f32s(std::uint64_t{outputs} * inputs);
    layer.biases = reader.finite_f32s(outputs);
    inputs = outputs;
  }
  reader.expect_end();
  try {
    return ClassificationHead(std::move(layers), LabelSet(std::move(names)),
                              std::move(encoder_sha256));
  } catch (const Error& error) {
    reader.malformed(error.what());
  }
}

std::string ClassificationHead::serialize() const {
  BinaryWriter writer(kHeadFormat);
  writer.u32(static_cast<std::uint32_t>(embedding_size_));
  writer.u32(static_cast<std::uint32_t>(layers_.size()));
  write_text(writer, encoder_sha256_);
  writer.u32(static_cast<std::uint32_t>(labels_.size()));
  for (const std::string& name : labels_.names()) write_text(writer, name);
  for (const DenseLayer& layer : layers_) {
    writer.u32(static_cast<std::uint32_t>(layer.biases.size()));
    writer.f32s(layer.weights);
    writer.f32s(layer.biases);
  }
  return writer.take();
}

std::vector<float> ClassificationHead::logits(std::span<const float> embedding) const {
  if (embedding.size() != embedding_size_) {
    refuse_head("it reads embeddings of " + std::to_string(embedding_size_) + " numbers, not of " +
                std::to_string(embedding.size()));
  }
  std::vector<float> values = outputs_of(layers_.front(), embedding);
  for (std::size_t i = 1; i < layers_.size(); ++i) {
    for (float& value : values) value = std::tanh(value);
    values = outputs_of(layers_[i], values);
  }
  return values;
}

}  // namespace linnet
