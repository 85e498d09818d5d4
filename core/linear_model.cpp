#include "core/linear_model.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <utility>

#include "core/binary_format.h"
#include "core/error.h"

namespace linnet {
namespace {

constexpr BinaryFormat kLinearFormat{
    .name = "linear model",
    .magic = "LINNETLM",
    .version = 1,
    .remedy = "fetch the file again or make it with `linnet train linear`"};

}  // namespace

LinearModel LinearModel::build(LinearFeatures features, std::vector<float> biases,
                               std::vector<LinearWeight> weights) {
  if (biases.empty() || biases.size() > kMaxLinearLabels) {
    throw Error(ErrorCode::kInvalidArgument,
                "linear model: 1 to " + std::to_string(kMaxLinearLabels) + " labels are possible");
  }
  LinearModel model(std::move(features));
  std::vector<float> largest(biases.size(), 0);
  for (const float bias : biases) {
    if (!std::isfinite(bias)) {
      throw Error(ErrorCode::kInvalidArgument, "linear model: a bias is not finite");
    }
  }
  for (const LinearWeight& weight : weights) {
    if (weight.label >= biases.size() || !std::isfinite(weight.weight)) {
      throw Error(ErrorCode::kInvalidArgument,
                  "linear model: a weight is not finite or has no such label");
    }
    largest[weight.label] = std::max(largest[weight.label], std::abs(weight.weight));
  }
  model.biases_ = std::move(biases);
  for (const float value : largest) model.scales_.push_back(value / kLargestInt8);

  std::sort(weights.begin(), weights.end(), [](const LinearWeight& a, const LinearWeight& b) {
    return a.key != b.key ? a.key < b.key : a.label < b.label;
  });
  for (const LinearWeight& weight : weights) {
    const float scale = model.scales_[weight.label];
    const float value = scale > 0 ? std::round(weight.weight / scale) : 0;
    if (value == 0) continue;
    if (model.keys_.empty() || model.keys_.back() != weight.key) {
      model.keys_.push_back(weight.key);
      model.begins_.push_back(static_cast<std::uint32_t>(model.weight_labels_.size()));
    } else if (model.weight_labels_.back() == weight.label) {
      throw Error(ErrorCode::kInvalidArgument,
                  "linear model: two weights for one feature and label");
    }
    model.weight_labels_.push_back(static_cast<std::uint8_t>(weight.label));
    model.weight_values_.push_back(static_cast<std::int8_t>(value));
  }
  model.begins_.push_back(static_cast<std::uint32_t>(model.weight_labels_.size()));
  return model;
}

LinearModel LinearModel::parse(std::string_view bytes) {
  BinaryReader reader(kLinearFormat, bytes);
  const std::uint32_t label_count = reader.u32();
  const std::uint32_t piece_count = reader.u32();
  const std::uint32_t feature_count = reader.u32();
  const std::uint32_t weight_count = reader.u32();
  LinearFeatureOptions options;
  options.title_weight = reader.finite_f32();
  if (label_count == 0 || label_count > kMaxLinearLabels)
    reader.malformed("impossible count of labels");
  // Beyond this range a weighted count could overflow or turn negative.
  if (!(options.title_weight >= 0 && options.title_weight <= 1e6f)) {
    reader.malformed("impossible title weight");
  }

  std::vector<float> biases = reader.finite_f32s(label_count);
  std::vector<float> scales = reader.finite_f32s(label_count);

  reader.expect(piece_count, 1);
  std::vector<std::string> surfaces(piece_count);
  for (std::string& surface : surfaces) surface = reader.text(reader.u8());

  LinearModel model(LinearFeatures(std::move(surfaces), options));
  model.biases_ = std::move(biases);
  model.scales_ = std::move(scales);
  reader.expect(feature_count, 5);
  model.keys_.resize(feature_count);
  for (std::size_t i = 0; i < feature_count; ++i) {
    model.keys_[i] = reader.u32();
    if (i > 0 && model.keys_[i] <= model.keys_[i - 1]) reader.malformed("the keys do not rise");
  }
  model.begins_.reserve(std::size_t{feature_count} + 1);
  std::uint64_t begin = 0;
  for (const std::uint8_t fewer : reader.take(feature_count)) {
    model.begins_.push_back(static_cast<std::uint32_t>(begin));
    begin += std::uint64_t{fewer} + 1;
    if (begin > weight_count) reader.malformed("counts of weights disagree");
  }
  if (begin != weight_count) reader.malformed("counts of weights disagree");
  model.begins_.push_back(weight_count);

  const auto labels = reader.take(weight_count);
  const auto values = reader.take(weight_count);
  reader.expect_end();
  model.weight_labels_.assign(labels.begin(), labels.end());
  model.weight_values_.reserve(weight_count);
  for (const std::uint8_t value : values) {
    model.weight_values_.push_back(static_cast<std::int8_t>(value));
  }
  for (std::size_t feature = 0; feature < feature_count; ++feature) {
    for (std::uint32_t i = model.begins_[feature]; i < model.begins_[feature + 1]; ++i) {
      if (labels[i] >= label_count) reader.malformed("a weight is for a label past the last");
      if (i > model.begins_[feature] && labels[i] <= labels[i - 1]) {
        reader.malformed("the labels of a feature do not rise");
      }
    }
  }
  return model;
}

std::string LinearModel::serialize() const {
  BinaryWriter writer(kLinearFormat);
  writer.u32(static_cast<std::uint32_t>(labels()));
  writer.u32(static_cast<std::uint32_t>(features_.surfaces().size()));
  writer.u32(static_cast<std::uint32_t>(feature_count()));
  writer.u32(static_cast<std::uint32_t>(weight_count()));
  writer.f32(features_.options().title_weight);
  writer.f32s(biases_);
  writer.f32s(scales_);
  for (const std::string& surface : features_.surfaces()) {
    const std::string_view text = std::string_view(surface).substr(0, 255);
    writer.u8(static_cast<std::uint8_t>(text.size()));
    writer.text(text);
  }
  for (const std::uint32_t key : keys_) writer.u32(key);
  for (std::size_t i = 0; i + 1 < begins_.size(); ++i) {
    writer.u8(static_cast<std::uint8_t>(begins_[i + 1] - begins_[i] - 1));
  }
  for (const std::uint8_t label : weight_labels_) writer.u8(label);
  for (const std::int8_t value : weight_values_) writer.u8(static_cast<std::uint8_t>(value));
  return writer.take();
}

void LinearModel::shift_bias(std::size_t label, float by) {
  if (label >= labels() || !std::isfinite(biases_[label] + by)) {
    throw Error(ErrorCode::kInvalidArgument,
                "linear model: a bias cannot be shifted: no such label, or not finite");
  }
  biases_[label] += by;
}

std::vector<float> LinearModel::logits(const Pieces& title, const Pieces& description) const {
  std::vector<float> sums(labels(), 0);
  // Both lists rise, but the model's is much longer: each search starts where the last one ended.
  auto from = keys_.begin();
  for (const LinearFeature& feature : features_.extract(title, description)) {
    from = std::lower_bound(from, keys_.end(), feature.key);
    if (from == keys_.end()) break;
    if (*from != feature.key) continue;
    const auto index = static_cast<std::size_t>(from - keys_.begin());
    for (std::uint32_t i = begins_[index]; i < begins_[index + 1]; ++i) {
      sums[weight_labels_[i]] += feature.value * static_cast<float>(weight_values_[i]);
    }
  }
  for (std::size_t label = 0; label < sums.size(); ++label) {
    sums[label] = biases_[label] + scales_[label] * sums[label];
  }
  return sums;
}

}  // namespace linnet
