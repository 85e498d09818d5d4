// One logistic regression a label, by LIBLINEAR (Fan et al., 2008).
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "native/train_linear/training_rows.h"

namespace linnet::train_linear {

struct RegressionOptions {
  double c = 4;             // the cost of an error against that of large weights (LIBLINEAR's C)
  double tolerance = 0.01;  // LIBLINEAR's epsilon
  unsigned threads = 0;     // 0: as many as the machine has
};

struct LabelRegression {
  float bias = 0;
  std::vector<float> weights;  // one a column of the rows
};

// The logit of a label is bias + sum of weight * value. A partial row that lacks a label takes no
// part in that label's regression. A label that no row has, or every row, gets weights of 0 and the
// bias of its smoothed share. `on_label` is called once a label, in the order of completion, by one
// thread at a time, and owns what it gets. The result does not depend on the count of threads.
void train_one_vs_rest(
    const TrainingRows& rows, const RegressionOptions& options,
    const std::function<void(std::size_t label, LabelRegression&& regression)>& on_label);

}  // namespace linnet::train_linear
