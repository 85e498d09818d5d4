// One logistic regression a label, by L-BFGS (Liu and Nocedal, 1989; libLBFGS).
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "native/train_linear/training_rows.h"

namespace linnet::train_linear {

struct RegressionOptions {
  double c = 4;              // the cost of an error against that of large weights
  double fits_target = 0.4;  // of a label of Relevance::kFits, in [0, 1]; a clear one has 1
  // Ends where five steps together took the loss down by less than this share of it.
  double tolerance = 1e-3;
  unsigned threads = 0;  // 0: as many as the machine has
};

struct LabelRegression {
  float bias = 0;
  std::vector<float> weights;  // one a column of the rows
};

// Labels are fitted eight at a time, as one problem.
// Minimises |weights|^2 / 2 + c * sum over views of weight * cross entropy of the target and
// sigmoid(bias + sum of weight * value). A partial row that lacks a label takes no part in that
// label's regression. A label that no row has, or every row, gets weights of 0 and the bias of its
// smoothed share. `on_label` is called once a label, in the order of completion, by one thread at a
// time, and owns what it gets. The result does not depend on the count of threads.
void train_one_vs_rest(
    const TrainingRows& rows, const RegressionOptions& options,
    const std::function<void(std::size_t label, LabelRegression&& regression)>& on_label);

}  // namespace linnet::train_linear
