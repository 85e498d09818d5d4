#include "native/training/parameter_groups.h"

#include <charconv>
#include <cmath>
#include <string>

#include "core/error.h"

namespace linnet {
namespace {

constexpr std::string_view kLayer = "encoder.layer.";
// What stands below all layers.
constexpr std::string_view kEmbeddings = "embeddings.";
constexpr std::string_view kRelativeBias = "encoder.relative_attention_bias.";

// Steps below the head.
std::int64_t depth(std::string_view name, std::int64_t layers) {
  const std::size_t at = name.find(kLayer);
  if (at != std::string_view::npos) {
    const std::string_view digits = name.substr(at + kLayer.size());
    std::int64_t layer = -1;
    std::from_chars(digits.data(), digits.data() + digits.size(), layer);
    if (layer < 0 || layer >= layers) {
      throw Error(ErrorCode::kInvalidArgument, "parameter \"" + std::string(name) +
                                                   "\" belongs to none of " +
                                                   std::to_string(layers) + " layers");
    }
    return layers - layer;
  }
  const auto holds = [name](std::string_view part) {
    return name.find(part) != std::string_view::npos;
  };
  return holds(kEmbeddings) || holds(kRelativeBias) ? layers + 1 : 0;
}

}  // namespace

ParameterGroup parameter_group(std::string_view name, const GroupOptions& options) {
  const std::int64_t below = depth(name, options.layers);
  ParameterGroup group;
  const bool norm = name.find("LayerNorm") != std::string_view::npos ||
                    name.find("layer_norm") != std::string_view::npos;
  group.decays = !name.ends_with(".bias") && !norm;
  group.head = below == 0;
  group.frozen = options.frozen_layers > 0 && below > options.layers - options.frozen_layers;
  group.rate_scale =
      group.head ? options.head_scale : std::pow(options.layer_decay, static_cast<double>(below));
  return group;
}

}  // namespace linnet
