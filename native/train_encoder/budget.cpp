#include "native/train_encoder/budget.h"

#include <algorithm>

namespace linnet {

double Budget::stage_progress(double epoch, double elapsed, double stage_start) const {
  const auto frozen_passes = static_cast<double>(frozen_epochs);
  if (frozen(epoch)) return epoch / frozen_passes;
  double progress = 0;
  if (epochs > 0) {
    const double length = static_cast<double>(epochs) - frozen_passes;
    progress = length > 0 ? (epoch - frozen_passes) / length : 1;
  }
  if (minutes > 0) {
    const double length = 60 * minutes - stage_start;
    progress = std::max(progress, length > 0 ? (elapsed - stage_start) / length : 1);
  }
  return progress;
}

double Budget::run_progress(double epoch, double elapsed) const {
  double progress = 0;
  if (epochs > 0) progress = epoch / static_cast<double>(epochs);
  if (minutes > 0) progress = std::max(progress, elapsed / (60 * minutes));
  return progress;
}

}  // namespace linnet
