// How the learning rate moves through a stage of training.
#pragma once

namespace linnet {

// The one-cycle policy (Smith and Topin, 2018) with cosine branches, as a share of the peak rate.
struct OneCycle {
  double warmup = 0.1;          // share of the stage that climbs to the peak; in [0, 1)
  double start_share = 0.04;    // of the peak, at progress 0
  double final_share = 0.0001;  // of the peak, at progress 1

  // `progress` is the share of the stage that is done, by steps or by time; clamped to [0, 1].
  double operator()(double progress) const;
};

// Rates of a sweep that grows by a constant factor from `low` to `high`; `index` of `count` >= 2.
double exponential_rate(double low, double high, int index, int count);

}  // namespace linnet
