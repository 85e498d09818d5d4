// Calibrated probabilities, ranked, cut at each label's threshold.
#include "core/decision.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <utility>

#include "core/error.h"

namespace linnet {
namespace {

float shifted(float threshold, double shift) {
  // Always and never stay what they are.
  if (shift == 0 || threshold <= 0 || threshold >= 1) return threshold;
  const double odds = threshold / (1 - static_cast<double>(threshold)) * std::exp(shift);
  return static_cast<float>(odds / (1 + odds));
}

bool is_share(double value) { return value >= 0 && value <= 1; }

void check_group(const ClearGroup& group, const std::function<void(const std::string&)>& refuse) {
  if (!(group.shift >= 0 && group.shift <= kMaxShift)) {
    refuse("the shift of clear_group must be from 0 to 8");
  }
  if (!is_share(group.precision) || !is_share(group.recall)) {
    refuse("clear_group: precision and recall must be between 0 and 1");
  }
}

void check_points(const std::vector<OperatingPoint>& points,
                  const std::function<void(const std::string&)>& refuse) {
  for (std::size_t i = 0; i < points.size(); ++i) {
    const OperatingPoint& point = points[i];
    if (!(std::abs(point.shift) <= kMaxShift) || (i > 0 && point.shift <= points[i - 1].shift)) {
      refuse("the shifts of operating_points must rise, from -8 at least to 8 at most");
    }
    if (!is_share(point.precision) || !is_share(point.recall) || !(point.tags_per_row >= 0) ||
        !std::isfinite(point.tags_per_row)) {
      refuse(
          "operating_points: precision and recall must be between 0 and 1, tags_per_row finite "
          "and not negative");
    }
  }
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
  if (!(std::abs(rule_.title_shift) <= kMaxShift)) refuse("title_shift must be from -8 to 8");
  check_points(rule_.operating_points, refuse);
  if (rule_.clear_group) check_group(*rule_.clear_group, refuse);
  thresholds_ = rule_.thresholds;
  clear_thresholds_.assign(labels(), 0);
  for (std::size_t label = 0; rule_.clear_group && label < labels(); ++label) {
    clear_thresholds_[label] = shifted(rule_.thresholds[label], rule_.clear_group->shift);
  }
  wishes_.assign(labels(), Wish::kNone);
}

Decision Decision::adjusted(const Adjustment& adjustment) const {
  if (!(std::abs(adjustment.shift) <= kMaxShift)) {
    throw Error(ErrorCode::kInvalidArgument, "decision: the shift must be from -8 to 8");
  }
  Decision result(rule_);
  const double shift = adjustment.shift + (adjustment.title_alone ? rule_.title_shift : 0);
  for (float& threshold : result.thresholds_) threshold = shifted(threshold, shift);
  const auto set = [&](const std::vector<std::size_t>& indices, Wish wish) {
    for (const std::size_t label : indices) {
      if (label >= labels()) {
        throw Error(ErrorCode::kInvalidArgument,
                    "decision: there is no label " + std::to_string(label));
      }
      if (result.wishes_[label] != Wish::kNone && result.wishes_[label] != wish) {
        throw Error(ErrorCode::kInvalidArgument,
                    "decision: label " + std::to_string(label) + " is both excluded and required");
      }
      result.wishes_[label] = wish;
    }
  };
  set(adjustment.excluded, Wish::kExcluded);
  set(adjustment.required, Wish::kRequired);
  return result;
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
  const auto is_required = [this](const Tag& tag) { return wishes_[tag.label] == Wish::kRequired; };
  const auto required = std::count(wishes_.begin(), wishes_.end(), Wish::kRequired);
  std::size_t room = rule_.max_tags - std::min(rule_.max_tags, static_cast<std::size_t>(required));
  std::erase_if(tags, [&](const Tag& tag) {
    if (is_required(tag)) return false;
    if (tag.probability < tag.threshold || room == 0) return true;
    --room;
    return false;
  });
  return tags;
}

std::vector<Tag> Decision::decide_required(std::span<const float> logits) const {
  std::vector<Tag> tags = rank(logits, labels());
  std::erase_if(tags, [this](const Tag& tag) { return wishes_[tag.label] != Wish::kRequired; });
  return tags;
}

std::vector<Tag> Decision::rank(std::span<const float> logits, std::size_t count) const {
  const std::vector<float> probabilities = this->probabilities(logits);
  std::vector<Tag> tags;
  for (std::size_t label = 0; label < labels(); ++label) {
    if (wishes_[label] == Wish::kExcluded) continue;
    tags.push_back({label, probabilities[label], thresholds_[label],
                    probabilities[label] >= clear_thresholds_[label]});
  }
  const auto end = tags.begin() + static_cast<std::ptrdiff_t>(std::min(count, tags.size()));
  std::partial_sort(tags.begin(), end, tags.end(), [](const Tag& a, const Tag& b) {
    return a.probability != b.probability ? a.probability > b.probability : a.label < b.label;
  });
  tags.erase(end, tags.end());
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
