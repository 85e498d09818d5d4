#include "core/classification_head.h"

#include <cmath>
#include <cstdint>
#include <utility>

#include "core/ascii.h"
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

[[noreturn]] void refuse_head(const std::string& what) {
  throw Error(ErrorCode::kInvalidArgument, "classification head: " + what);
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
    const char* fault = layer.fault();
    if (fault == nullptr && i > 0 && layer.inputs() != layers_[i - 1].outputs()) {
      fault = "reads other numbers than the layer before gives";
    }
    if (fault != nullptr) refuse_head("layer " + std::to_string(i + 1) + " " + fault);
  }
  embedding_size_ = layers_.front().inputs();
  if (layers_.back().outputs() != labels_.size()) {
    refuse_head("it gives " + std::to_string(layers_.back().outputs()) + " logits for " +
                std::to_string(labels_.size()) + " labels");
  }
  if (!encoder_sha256_.empty() && !is_sha256(encoder_sha256_)) {
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
  std::size_t inputs = width();
  const std::uint32_t layer_count = reader.u32();
  if (layer_count < 1 || layer_count > kMostLayers) reader.malformed("impossible count of layers");
  std::string encoder_sha256 = reader.text(reader.u32());
  const std::uint32_t label_count = width();
  reader.expect(label_count, sizeof(std::uint32_t));
  std::vector<std::string> names(label_count);
  for (std::string& name : names) name = reader.text(reader.u32());
  std::vector<DenseLayer> layers(layer_count);
  for (DenseLayer& layer : layers) {
    layer = read_layer(reader, inputs);
    inputs = layer.outputs();
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
  for (const DenseLayer& layer : layers_) write_layer(writer, layer);
  return writer.take();
}

std::vector<float> ClassificationHead::logits(std::span<const float> embedding) const {
  if (embedding.size() != embedding_size_) {
    refuse_head("it reads embeddings of " + std::to_string(embedding_size_) + " numbers, not of " +
                std::to_string(embedding.size()));
  }
  std::vector<float> values = layers_.front()(embedding);
  for (std::size_t i = 1; i < layers_.size(); ++i) {
    for (float& value : values) value = std::tanh(value);
    values = layers_[i](values);
  }
  return values;
}

}  // namespace linnet
