#include "native/export/checkpoint_head.h"

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "core/error.h"
#include "native/hash/sha256.h"

namespace linnet {

std::string encoder_sha256(const CheckpointFile& checkpoint) {
  const EncoderConfig& config = checkpoint.config;
  std::string digests = config.pooling == Pooling::kMean ? "mean\n" : "first\n";
  for (const std::string& name : checkpoint.weights.names()) {
    const std::string bare =
        name.starts_with(config.prefix()) ? name.substr(config.prefix().size()) : name;
    if (!bare.starts_with("embeddings.") && !bare.starts_with("encoder.")) continue;
    const TensorView& tensor = checkpoint.weights.tensor(name);
    digests += bare + " " + std::string(to_string(tensor.dtype)) +
               nlohmann::json(tensor.shape).dump() + " " + sha256(tensor.bytes) + "\n";
  }
  return sha256(digests);
}

ClassificationHead classification_head(const CheckpointFile& checkpoint) {
  const EncoderConfig& config = checkpoint.config;
  const std::int64_t size = config.hidden_size;
  const auto labels = static_cast<std::int64_t>(config.labels.size());
  const auto layer = [&](const std::string& name, std::int64_t outputs) {
    return DenseLayer{checkpoint.floats(name + ".weight", {outputs, size}),
                      checkpoint.floats(name + ".bias", {outputs})};
  };
  std::vector<DenseLayer> layers;
  if (config.head == ClassifierHead::kLinear) {
    layers = {layer("classifier", labels)};
  } else {
    layers = {layer("classifier.dense", size), layer("classifier.out_proj", labels)};
  }
  return ClassificationHead(std::move(layers), LabelSet(config.labels), encoder_sha256(checkpoint));
}

}  // namespace linnet
