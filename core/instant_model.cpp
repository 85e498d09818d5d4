#include "core/instant_model.h"

#include <cstdint>
#include <utility>

#include "core/binary_format.h"
#include "core/error.h"

namespace linnet {
namespace {

constexpr BinaryFormat kInstantFormat{
    .name = "instant model",
    .magic = "LINNETIN",
    .version = 1,
    .remedy = "fetch the file again or make it with `linnet train network --linear`"};

bool is_share(float share) { return share > 0 && share < 1; }

// a (1 - share) + b share, one by one.
template <typename Number>
std::vector<Number> mix(std::vector<Number> a, const std::vector<Number>& b, Number share) {
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = (1 - share) * a[i] + share * b[i];
  return a;
}

}  // namespace

InstantModel::InstantModel(LinearModel linear) : linear_(std::move(linear)) {}

InstantModel::InstantModel(AveragingNetwork network) : network_(std::move(network)) {}

InstantModel::InstantModel(LinearModel linear, AveragingNetwork network, float share)
    : linear_(std::move(linear)), network_(std::move(network)), share_(share) {
  if (linear_->labels() != network_->labels()) {
    throw Error(ErrorCode::kInvalidArgument,
                "instant model: the linear model has " + std::to_string(linear_->labels()) +
                    " labels, the network " + std::to_string(network_->labels()));
  }
  if (!is_share(share)) {
    throw Error(ErrorCode::kInvalidArgument,
                "instant model: the network's share must lie between 0 and 1");
  }
}

InstantModel InstantModel::parse(std::string_view bytes) {
  if (is_format(AveragingNetwork::kFormat, bytes)) {
    return InstantModel(AveragingNetwork::parse(bytes));
  }
  if (!is_format(kInstantFormat, bytes)) return InstantModel(LinearModel::parse(bytes));
  BinaryReader reader(kInstantFormat, bytes);
  const float share = reader.finite_f32();
  if (!is_share(share)) reader.malformed("impossible share of the network");
  LinearModel linear = LinearModel::parse(reader.text(reader.u32()));
  AveragingNetwork network = AveragingNetwork::parse(reader.text(reader.u32()));
  reader.expect_end();
  if (linear.labels() != network.labels()) reader.malformed("its models differ in labels");
  return {std::move(linear), std::move(network), share};
}

std::string InstantModel::serialize() const {
  if (!network_) return linear_->serialize();
  if (!linear_) return network_->serialize();
  BinaryWriter writer(kInstantFormat);
  writer.f32(share_);
  for (const std::string& file : {linear_->serialize(), network_->serialize()}) {
    writer.u32(static_cast<std::uint32_t>(file.size()));
    writer.text(file);
  }
  return writer.take();
}

std::size_t InstantModel::labels() const {
  return linear_ ? linear_->labels() : network_->labels();
}

std::vector<float> InstantModel::logits(const Pieces& title, const Pieces& description) const {
  if (!network_) return linear_->logits(title, description);
  if (!linear_) return network_->logits(title, description);
  return mix(linear_->logits(title, description), network_->logits(title, description), share_);
}

PieceContributions InstantModel::contributions(const Pieces& title, const Pieces& description,
                                               std::size_t label) const {
  if (!network_) return linear_->contributions(title, description, label);
  if (!linear_) return network_->contributions(title, description, label);
  PieceContributions a = linear_->contributions(title, description, label);
  const PieceContributions b = network_->contributions(title, description, label);
  const double share = share_;
  a.title = mix(std::move(a.title), b.title, share);
  a.description = mix(std::move(a.description), b.description, share);
  a.bias = (1 - share) * a.bias + share * b.bias;
  return a;
}

}  // namespace linnet
