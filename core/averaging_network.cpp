#include "core/averaging_network.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/ascii.h"
#include "core/error.h"

namespace linnet {
namespace {

[[noreturn]] void refuse_network(const std::string& what) {
  throw Error(ErrorCode::kInvalidArgument, "averaging network: " + what);
}

// What makes the mean square of `vector` 1; 0 for a vector of zeros.
double unit_scale(std::span<const double> vector) {
  double squares = 0;
  for (const double value : vector) squares += value * value;
  return squares > 0 ? std::sqrt(static_cast<double>(vector.size()) / squares) : 0;
}

}  // namespace

constexpr BinaryFormat AveragingNetwork::kFormat{
    .name = "averaging network",
    .magic = "LINNETAN",
    .version = 1,
    .remedy = "fetch the file again or make it with `linnet train network`"};

struct AveragingNetwork::State {
  double title_scale = 0, text_scale = 0;  // of the sums, to unit length
  std::vector<float> input;                // 2 width
  std::vector<float> units;                // of the hidden layer, rectified
};

AveragingNetwork::AveragingNetwork(const Weights& weights)
    : width_(weights.width),
      hidden_(weights.hidden),
      output_(weights.output),
      direct_(weights.direct),
      tokenizer_sha256_(weights.tokenizer_sha256) {
  if (!is_possible_width(width_) || weights.vectors.empty() ||
      weights.vectors.size() % width_ != 0) {
    refuse_network(std::to_string(weights.vectors.size()) + " numbers are no vectors of " +
                   std::to_string(width_));
  }
  if (!all_finite(weights.vectors)) refuse_network("a vector has a number that is not finite");
  scales_.resize(weights.vectors.size() / width_);
  values_.reserve(weights.vectors.size());
  for (std::size_t piece = 0; piece < scales_.size(); ++piece) {
    const auto vector = std::span(weights.vectors).subspan(piece * width_, width_);
    float largest = 0;
    for (const float value : vector) largest = std::max(largest, std::abs(value));
    scales_[piece] = largest / kLargestInt8;
    for (const float value : vector) {
      values_.push_back(scales_[piece] > 0
                            ? static_cast<std::int8_t>(std::clamp(
                                  std::round(value / scales_[piece]), -kLargestInt8, kLargestInt8))
                            : 0);
    }
  }
  if (const char* what = fault(); what != nullptr) refuse_network(what);
}

const char* AveragingNetwork::fault() const {
  for (const DenseLayer* layer : {&hidden_, &output_, &direct_}) {
    if (layer->fault() != nullptr) return "a layer is malformed";
  }
  if (hidden_.inputs() != 2 * width_ || direct_.inputs() != 2 * width_ ||
      output_.inputs() != hidden_.outputs() || output_.outputs() != direct_.outputs()) {
    return "layers and vectors do not go together";
  }
  return tokenizer_sha256_.empty() || is_sha256(tokenizer_sha256_)
             ? nullptr
             : "the tokenizer's SHA-256 must be 64 lower-case hexadecimal digits";
}

AveragingNetwork AveragingNetwork::parse(std::string_view bytes) {
  BinaryReader reader(kFormat, bytes);
  const std::uint32_t pieces = reader.u32();
  AveragingNetwork network;
  network.width_ = reader.u32();
  if (pieces == 0 || !is_possible_width(network.width_)) reader.malformed("impossible size");
  network.tokenizer_sha256_ = reader.text(reader.u32());
  network.scales_ = reader.finite_f32s(pieces);
  const auto values = reader.take(std::uint64_t{pieces} * network.width_);
  network.values_.assign(values.begin(), values.end());
  network.hidden_ = read_layer(reader, 2 * network.width_);
  network.output_ = read_layer(reader, network.hidden_.outputs());
  network.direct_ = read_layer(reader, 2 * network.width_);
  reader.expect_end();
  if (const char* what = network.fault(); what != nullptr) reader.malformed(what);
  return network;
}

std::string AveragingNetwork::serialize() const {
  BinaryWriter writer(kFormat);
  writer.u32(static_cast<std::uint32_t>(vocabulary_size()));
  writer.u32(static_cast<std::uint32_t>(width_));
  writer.u32(static_cast<std::uint32_t>(tokenizer_sha256_.size()));
  writer.text(tokenizer_sha256_);
  writer.f32s(scales_);
  for (const std::int8_t value : values_) writer.u8(static_cast<std::uint8_t>(value));
  for (const DenseLayer* layer : {&hidden_, &output_, &direct_}) write_layer(writer, *layer);
  return writer.take();
}

std::span<const std::int8_t> AveragingNetwork::row(std::int32_t id) const {
  return std::span(values_).subspan(static_cast<std::size_t>(id) * width_, width_);
}

void AveragingNetwork::add_to(std::vector<double>& sum, const Pieces& pieces) const {
  for (const std::int32_t id : pieces.ids) {
    if (!has(id)) continue;
    const double scale = scales_[static_cast<std::size_t>(id)];
    const auto values = row(id);
    for (std::size_t i = 0; i < width_; ++i) sum[i] += scale * values[i];
  }
}

AveragingNetwork::State AveragingNetwork::read(const Pieces& title,
                                               const Pieces& description) const {
  State state;
  std::vector<double> sum(width_, 0);
  const auto append = [&](double& scale) {
    scale = unit_scale(sum);
    for (const double value : sum) state.input.push_back(static_cast<float>(scale * value));
  };
  add_to(sum, title);
  append(state.title_scale);
  add_to(sum, description);
  append(state.text_scale);
  state.units = hidden_(state.input);
  for (float& unit : state.units) unit = std::max(unit, 0.0F);
  return state;
}

std::vector<float> AveragingNetwork::logits(const Pieces& title, const Pieces& description) const {
  const State state = read(title, description);
  std::vector<float> logits = direct_(state.input);
  const std::vector<float> through = output_(state.units);
  for (std::size_t label = 0; label < logits.size(); ++label) logits[label] += through[label];
  return logits;
}

PieceContributions AveragingNetwork::contributions(const Pieces& title, const Pieces& description,
                                                   std::size_t label) const {
  if (label >= labels()) {
    throw Error(ErrorCode::kInvalidArgument,
                "averaging network: there is no label " + std::to_string(label));
  }
  const State state = read(title, description);
  PieceContributions result{std::vector<double>(title.ids.size(), 0),
                            std::vector<double>(description.ids.size(), 0),
                            double{direct_.biases[label]} + output_.biases[label]};
  // Of the label's logit, by the input.
  const auto direct = std::span(direct_.weights).subspan(label * 2 * width_, 2 * width_);
  std::vector<double> gradient(direct.begin(), direct.end());
  for (std::size_t unit = 0; unit < state.units.size(); ++unit) {
    if (state.units[unit] <= 0) continue;
    const double weight = output_.weights[label * state.units.size() + unit];
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      gradient[i] += weight * hidden_.weights[unit * gradient.size() + i];
    }
    result.bias += weight * hidden_.biases[unit];
  }
  // By a piece's vector: the title's pieces are in both halves of the input.
  std::vector<double> of_title(width_), of_description(width_);
  for (std::size_t i = 0; i < width_; ++i) {
    of_description[i] = gradient[width_ + i] * state.text_scale;
    of_title[i] = of_description[i] + gradient[i] * state.title_scale;
  }
  const auto deal = [&](const Pieces& pieces, const std::vector<double>& by_vector,
                        std::vector<double>& parts) {
    for (std::size_t piece = 0; piece < pieces.ids.size(); ++piece) {
      const std::int32_t id = pieces.ids[piece];
      if (!has(id)) continue;
      const auto values = row(id);
      double sum = 0;
      for (std::size_t i = 0; i < width_; ++i) sum += by_vector[i] * values[i];
      parts[piece] = sum * scales_[static_cast<std::size_t>(id)];
    }
  };
  deal(title, of_title, result.title);
  deal(description, of_description, result.description);
  return result;
}

}  // namespace linnet
