// Logits to tags: calibration, thresholds, ranking, and the right to give no tag at all.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace linnet {

// p = sigmoid(scale * logit + bias): Platt scaling shared by all labels (Platt, 1999).
struct Calibration {
  double scale = 1;
  double bias = 0;
};

// In [0, 1]; a NaN logit gives 0.
float calibrated_probability(const Calibration& calibration, float logit);

struct DecisionRule {
  Calibration calibration;
  std::vector<float> thresholds;  // one a label, on calibrated probabilities, each in [0, 1]
  std::size_t max_tags = 10;      // at most this many are given; at least 1
  // Of the full tier: its logits are blend_logits() of the encoder's and the instant tier's, with
  // this weight. Finite and not negative; 0: the instant tier has no say.
  double instant_weight = 0;
};

struct Tag {
  std::size_t label = 0;
  float probability = 0;
  float threshold = 0;
};

class Decision {
 public:
  // Throws Error(kInvalidArgument) on thresholds outside [0, 1], NaN, or none at all, a calibration
  // that is not finite, and max_tags 0.
  explicit Decision(DecisionRule rule);

  std::size_t labels() const { return rule_.thresholds.size(); }
  const DecisionRule& rule() const { return rule_; }

  // Calibrated probabilities in label order. A NaN logit gives probability 0. Throws
  // Error(kInvalidArgument) where the count of logits is not labels().
  std::vector<float> probabilities(std::span<const float> logits) const;
  // Labels at or over their threshold, highest probability first (ties by label index), at most
  // max_tags. Empty means: no tag fits.
  std::vector<Tag> decide(std::span<const float> logits) const;
  // The `count` most probable labels whatever their thresholds, highest first.
  std::vector<Tag> rank(std::span<const float> logits, std::size_t count) const;

 private:
  DecisionRule rule_;
};

// Two tiers' logits as one answer, label by label: full + weight * instant. What is fitted on them
// is a logistic regression over both (stacking; Wolpert, 1992). Throws Error(kInvalidArgument)
// where the counts differ.
std::vector<float> blend_logits(std::span<const float> full, std::span<const float> instant,
                                double weight);

// The logits of a text read in several windows: their mean, label by label. `logits` holds
// windows x labels, row-major; throws Error(kInvalidArgument) where they are not one window or
// more.
std::vector<float> pool_windows(std::span<const float> logits, std::size_t labels);

}  // namespace linnet
