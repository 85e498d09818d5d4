// Logits to tags: calibration, thresholds, ranking, and the right to give no tag at all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
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

inline constexpr double kMaxShift = 8;

// What a rule gave at one strictness, measured on rows that it was not fitted on.
struct OperatingPoint {
  double shift = 0;  // as Adjustment::shift
  // In [0, 1]: of the tags given, those that fit, clearly or not; of the tags that clearly fit,
  // those that were given (core/relevance.h). Where rows are told as yes or no, micro precision and
  // recall.
  double precision = 0;
  double recall = 0;
  double tags_per_row = 0;  // given, on average; not negative
};

// How an answer is parted in two: tags that clearly fit, and tags that fit as well.
struct ClearGroup {
  // Added to the log-odds of a label's threshold, in [0, kMaxShift]: from there on the label is in
  // the first group, whatever Adjustment::shift is.
  double shift = 0;
  // In [0, 1], measured on rows that it was not fitted on: of the tags of the first group, those
  // that clearly fit, and of the tags that clearly fit, those in the first group.
  double precision = 0;
  double recall = 0;
};

// What a rule was fitted and measured on.
struct Evidence {
  std::size_t rows = 0;
  bool graded = false;  // whether readers graded the rows' tags (core/relevance.h)
};

struct DecisionRule {
  Calibration calibration;
  std::vector<float> thresholds;  // one a label, on calibrated probabilities, each in [0, 1]
  std::size_t max_tags = 10;      // at most this many are given; at least 1
  // Of the full tier: its logits are blend_logits() of the encoder's and the instant tier's, with
  // this weight. Finite and not negative; 0: the instant tier has no say.
  double instant_weight = 0;
  // Added to the log-odds of each threshold where a text has a title alone, which leaves a model
  // less sure of everything; in [-kMaxShift, kMaxShift].
  double title_shift = 0;
  std::vector<OperatingPoint> operating_points = {};  // by rising shift; empty where not measured
  std::optional<ClearGroup> clear_group = {};         // absent: all tags are in the first group
  std::optional<Evidence> evidence = {};              // absent where it is not known
};

// What a user asks for beyond the rule.
struct Adjustment {
  // Added to the log-odds of each threshold, in [-kMaxShift, kMaxShift]: above 0 stricter. A shift
  // keeps the proportions of frequent and rare labels, where one threshold for all would not.
  double shift = 0;
  std::vector<std::size_t> excluded = {};  // labels that are never given
  std::vector<std::size_t> required =
      {};  // labels that are always given, whatever their probability
  bool title_alone =
      false;  // the text has no description: DecisionRule::title_shift counts as well
};

struct Tag {
  std::size_t label = 0;
  float probability = 0;
  float threshold = 0;
  bool clear = true;  // of the first group; required labels only where their probability says so
};

class Decision {
 public:
  // Throws Error(kInvalidArgument) on thresholds outside [0, 1], NaN, or none at all, a calibration
  // that is not finite, max_tags 0, and a clear_group out of its ranges.
  explicit Decision(DecisionRule rule);

  std::size_t labels() const { return rule_.thresholds.size(); }
  const DecisionRule& rule() const { return rule_; }

  // The same with what a user asks for; `adjustment` takes the place of an earlier one. Throws
  // Error(kInvalidArgument) on a shift out of range, a label out of range, or one that is both
  // excluded and required.
  Decision adjusted(const Adjustment& adjustment) const;

  // Calibrated probabilities in label order. A NaN logit gives probability 0. Throws
  // Error(kInvalidArgument) where the count of logits is not labels().
  std::vector<float> probabilities(std::span<const float> logits) const;
  // Labels at or over their threshold, and required ones, highest probability first (ties by label
  // index), at most max_tags unless more are required. Empty means: no tag fits.
  std::vector<Tag> decide(std::span<const float> logits) const;
  // Of a text that tells of no data set: the required labels alone, as decide() gives them.
  std::vector<Tag> decide_required(std::span<const float> logits) const;
  // The `count` most probable labels that are not excluded, whatever their thresholds, highest
  // first.
  std::vector<Tag> rank(std::span<const float> logits, std::size_t count) const;

 private:
  enum class Wish : std::uint8_t { kNone, kExcluded, kRequired };

  DecisionRule rule_;
  std::vector<float> thresholds_;        // of rule_, shifted
  std::vector<float> clear_thresholds_;  // from where on a label is in the first group
  std::vector<Wish> wishes_;             // one a label
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
