// Calibrated probabilities, ranked, cut at each label's threshold.
#include "core/decision.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>
#include <utility>

#include "core/error.h"

namespace linnet {
namespace {

// Label indices by falling probability, ties by index; the first `count` of them are in order.
std::vector<std::size_t> ranked(const std::vector<float>& probabilities, std::size_t count) {
  std::vector<std::size_t> order(probabilities.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto middle = order.begin() + static_cast<std::ptrdiff_t>(std::min(count, order.size()));
  std::partial_sort(order.begin(), middle, order.end(), [&](std::size_t a, std::size_t b) {
    return probabilities[a] != probabilities[b] ? probabilities[a] > probabilities[b] : a < b;
  });
  order.erase(middle, order.end());
  return order;
}

}  // namespace

float calibrated_probability(const Calibration& calibration, float logit) {
  const double x = calibration.scale * static_cast<double>(logit) + calibration.bias;
  if (std::isnan(x)) return 0;
  return static_cast<float>(1 / (1 + std::exp(-x)));
}

Decision::Decision(DecisionRule rule) : rule_(std::move(rule)) {
  const auto refuse = [](const std::string& what) {
    throw Error(ErrorCode::kInvalidArgument, "decision: " + what);
  };
  if (!std::isfinite(rule_.calibration.scale) || !std::isfinite(rule_.calibration.bias)) {
    refuse("scale and bias of the calibration must be finite");
  }
  if (rule_.thresholds.empty()) refuse("there are no thresholds; one a label is needed");
  for (std::size_t i = 0; i < rule_.thresholds.size(); ++i) {
    if (!(rule_.thresholds[i] >= 0 && rule_.thresholds[i] <= 1)) {
      refuse("the threshold of label " + std::to_string(i) + " is " +
             std::to_string(rule_.thresholds[i]) + "; it must be between 0 and 1");
    }
  }
  if (!(rule_.instant_weight >= 0) || !std::isfinite(rule_.instant_weight)) {
    refuse("instant_weight is " + std::to_string(rule_.instant_weight) +
           "; it must be finite and not negative");
  }
  if (rule_.max_tags == 0) refuse("max_tags is 0; at least one tag must be allowed");
}

std::vector<float> Decision::probabilities(std::span<const float> logits) const {
  if (logits.size() != labels()) {
    throw Error(ErrorCode::kInvalidArgument, "decision: " + std::to_string(logits.size()) +
                                                 " logits for " + std::to_string(labels()) +
                                                 " labels; model and manifest do not match");
  }
  std::vector<float> probabilities(logits.size());
  std::transform(logits.begin(), logits.end(), probabilities.begin(),
                 [this](float logit) { return calibrated_probability(rule_.calibration, logit); });
  return probabilities;
}

std::vector<Tag> Decision::decide(std::span<const float> logits) const {
  std::vector<Tag> tags = rank(logits, labels());
  std::erase_if(tags, [](const Tag& tag) { return tag.probability < tag.threshold; });
  if (tags.size() > rule_.max_tags) tags.resize(rule_.max_tags);
  return tags;
}

std::vector<Tag> Decision::rank(std::span<const float> logits, std::size_t count) const {
  const std::vector<float> probabilities = this->probabilities(logits);
  std::vector<Tag> tags;
  for (const std::size_t label : ranked(probabilities, count)) {
    tags.push_back({label, probabilities[label], rule_.thresholds[label]});
  }
  return tags;
}

std::vector<float> blend_logits(std::span<const float> full, std::span<const float> instant,
                                double weight) {
  if (full.size() != instant.size()) {
    throw Error(ErrorCode::kInvalidArgument,
                "blend: " + std::to_string(full.size()) + " logits of the full tier, " +
                    std::to_string(instant.size()) + " of the instant tier");
  }
  std::vector<float> blended(full.size());
  std::transform(full.begin(), full.end(), instant.begin(), blended.begin(),
                 [weight](float a, float b) { return static_cast<float>(a + weight * b); });
  return blended;
}

std::vector<float> pool_windows(std::span<const float> logits, std::size_t labels) {
  if (labels == 0 || logits.empty() || logits.size() % labels != 0) {
    throw Error(ErrorCode::kInvalidArgument, "windows: " + std::to_string(logits.size()) +
                                                 " logits are not whole windows of " +
                                                 std::to_string(labels) + " labels");
  }
  const std::size_t windows = logits.size() / labels;
  std::vector<float> pooled(labels);
  for (std::size_t label = 0; label < labels; ++label) {
    double sum = 0;
    for (std::size_t window = 0; window < windows; ++window) sum += logits[window * labels + label];
    pooled[label] = static_cast<float>(sum / static_cast<double>(windows));
  }
  return pooled;
}

}  // namespace linnet
