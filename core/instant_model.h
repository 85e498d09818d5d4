// The instant tier's model: a linear model, an averaging network, or both as one answer. A linear
// model knows which words and pairs of words go with a label; a network knows from its vectors what
// is alike. Their mean is better than either.
//
// The file is that of LinearModel, that of AveragingNetwork, or, all little-endian:
//   char[8] "LINNETIN", u32 version 1, f32 share of the network, in (0, 1)
//   u32 length, bytes     the file of the linear model
//   u32 length, bytes     the file of the network
// A label's logit is (1 - share) times the linear model's plus share times the network's.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/averaging_network.h"
#include "core/linear_model.h"
#include "core/piece_contributions.h"
#include "core/tokenizer.h"

namespace linnet {

class InstantModel {
 public:
  explicit InstantModel(LinearModel linear);
  explicit InstantModel(AveragingNetwork network);
  // Throws Error(kInvalidArgument) where the counts of labels differ or `share` is not in (0, 1).
  InstantModel(LinearModel linear, AveragingNetwork network, float share);

  // Throws Error(kInvalidFormat) on anything malformed, Error(kUnsupported) on another version;
  // never reads past the end.
  static InstantModel parse(std::string_view bytes);
  std::string serialize() const;

  std::size_t labels() const;
  const std::optional<LinearModel>& linear() const { return linear_; }  // one of the two is there
  const std::optional<AveragingNetwork>& network() const { return network_; }

  // One a label.
  std::vector<float> logits(const Pieces& title, const Pieces& description) const;
  // Of both models together; they sum up to the logit. Throws Error(kInvalidArgument) where there
  // is no such label.
  PieceContributions contributions(const Pieces& title, const Pieces& description,
                                   std::size_t label) const;

 private:
  std::optional<LinearModel> linear_;
  std::optional<AveragingNetwork> network_;
  float share_ = 0;  // of the network, where both are there
};

}  // namespace linnet
