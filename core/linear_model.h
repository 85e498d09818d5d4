// The instant tier: one-vs-rest logistic regression over hashed features, sparse and 8-bit.
//
// The file, all little-endian, made by LinearModel::serialize():
//   char[8] "LINNETLM", u32 version 1, u32 labels, u32 pieces, u32 features, u32 weights,
//   f32 title_weight, f32[labels] biases, f32[labels] scales
//   for each piece: u8 length, bytes             the surfaces of LinearFeatures
//   u32[features] keys, strictly rising
//   u8[features] weights held by each feature less one; their sum is `weights`
//   u8[weights] label, i8[weights] value         of a feature's weights: labels strictly rising
// A label's logit is its bias plus the sum over features of value * scale * weight.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/linear_features.h"
#include "core/piece_contributions.h"
#include "core/tokenizer.h"

namespace linnet {

inline constexpr std::size_t kMaxLinearLabels = 256;

// What a feature says for one label, before quantisation.
struct LinearWeight {
  std::uint32_t key = 0;
  std::uint32_t label = 0;
  float weight = 0;
};

class LinearModel {
 public:
  // Quantises `weights` (each pair of key and label at most once, in any order) to 8 bits with one
  // scale a label; those that round to 0 are left out. Throws Error(kInvalidArgument) on more than
  // kMaxLinearLabels labels, no label, a label out of range, or values that are not finite.
  static LinearModel build(LinearFeatures features, std::vector<float> biases,
                           std::vector<LinearWeight> weights);

  // Throws Error(kInvalidFormat) on anything malformed, Error(kUnsupported) on another version;
  // never reads past the end.
  static LinearModel parse(std::string_view bytes);
  std::string serialize() const;

  std::size_t labels() const { return biases_.size(); }
  std::size_t feature_count() const { return keys_.size(); }
  std::size_t weight_count() const { return weight_labels_.size(); }
  const LinearFeatures& features() const { return features_; }

  // Adds to a label's bias. Throws Error(kInvalidArgument) where there is no such label, or the sum
  // is not finite.
  void shift_bias(std::size_t label, float by);

  // One a label. Texts of no known feature get the biases.
  std::vector<float> logits(const Pieces& title, const Pieces& description) const;

  // Exact: a feature's part of the logit (value * scale * weight) is dealt to its occurrences by
  // their share of its count, and there in equal parts to the pieces that it is made of. Throws
  // Error(kInvalidArgument) where there is no such label.
  PieceContributions contributions(const Pieces& title, const Pieces& description,
                                   std::size_t label) const;

 private:
  // The weight of a feature for a label, times the label's scale; 0 where there is none.
  double weight_of(std::uint32_t key, std::size_t label) const;

  explicit LinearModel(LinearFeatures features) : features_(std::move(features)) {}

  LinearFeatures features_;
  std::vector<float> biases_;
  std::vector<float> scales_;
  std::vector<std::uint32_t> keys_;
  std::vector<std::uint32_t> begins_;  // of each feature's weights, and the end of all
  std::vector<std::uint8_t> weight_labels_;
  std::vector<std::int8_t> weight_values_;
};

}  // namespace linnet
