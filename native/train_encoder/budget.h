// How far a run and its stages have come, by passes over the data or by time.
#pragma once

#include <cstdint>

namespace linnet {

// A run of `epochs` passes, of `minutes`, or of whichever ends first; 0 means no such limit, and
// one of them is set. Its first `frozen_epochs` passes are a stage of their own.
struct Budget {
  std::int64_t epochs = 0;
  std::int64_t frozen_epochs = 0;
  double minutes = 0;

  bool frozen(double epoch) const { return epoch < static_cast<double>(frozen_epochs); }

  // Of the stage under way, from 0; 1 or more at its end. `epoch` counts passes with the share of
  // the one under way; `elapsed` is the run's seconds so far, `stage_start` those when the stage
  // began.
  double stage_progress(double epoch, double elapsed, double stage_start) const;
  // Of the whole run; at 1 or more it is over.
  double run_progress(double epoch, double elapsed) const;
};

}  // namespace linnet
