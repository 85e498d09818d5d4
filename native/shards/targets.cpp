#include "native/shards/targets.h"

#include <cmath>

namespace linnet {

SoftLabel to_soft_label(double probability) {
  return static_cast<SoftLabel>(std::lround(probability * double{kSoftLabelSteps}));
}

std::optional<float> target_of(Relevance relevance, bool partial, SoftLabel soft,
                               const TargetOptions& options) {
  if (relevance == Relevance::kClear) return 1.0F;
  if (relevance == Relevance::kFits) return static_cast<float>(options.fits);
  if (soft != kNoSoftLabel) return probability_of(soft);
  if (partial && !options.trust_partial) return std::nullopt;
  return 0.0F;
}

}  // namespace linnet
