// Either tier behind one call: pieces of titles and descriptions in, logits out.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <variant>
#include <vector>

#include "core/instant_model.h"
#include "core/tokenizer.h"
#include "native/runtime/encoder_classifier.h"
#include "native/runtime/text_tokenizer.h"

namespace linnet {

// Windows of that length; they share an eighth of it, at most the usual overlap.
TokenLimits default_limits(std::size_t max_tokens);

struct Prediction {
  std::vector<float> logits;  // one a label
  bool truncated = false;     // part of the text was not read
};

class Predictor {
 public:
  explicit Predictor(InstantModel instant_tier);
  // Its session must have been made for one thread. Throws Error(kInvalidArgument) where the limits
  // ask for more tokens than the model says it takes.
  Predictor(EncoderClassifier full_tier, TokenLimits limits);

  std::size_t labels() const;
  // Other windows for the full tier; no effect on the instant tier. Throws as the constructor.
  void set_limits(const TokenLimits& limits);

  // The full tier's logits become blend_logits() of its own and those of `instant`; `weight` is
  // that of the decision rule. Throws Error(kInvalidArgument) where the counts of labels differ, or
  // this is the instant tier itself.
  void blend(InstantModel instant, double weight);

  // One prediction a row, in the order of the rows, worked out on up to `threads` threads. A row's
  // logits do not depend on the other rows: each window runs by itself, since int8 models choose
  // their activations' scale by all that is in a batch. Longest windows start first.
  std::vector<Prediction> predict(std::span<const TierPieces> rows, std::size_t threads) const;

 private:
  struct FullTier {
    EncoderClassifier model;
    TokenLimits limits;
    std::optional<InstantModel> instant = std::nullopt;  // to be blended in
    double instant_weight = 0;
  };
  std::vector<Prediction> predict_full(const FullTier& tier, std::span<const TierPieces> rows,
                                       std::size_t threads) const;
  std::variant<InstantModel, FullTier> tier_;
};

}  // namespace linnet
