// What decides a linear model, and the options that every verb which trains one declares alike.
#pragma once

#include <cstddef>

#include "core/linear_features.h"
#include "native/train_linear/one_vs_rest.h"
#include "native/train_linear/training_rows.h"

namespace CLI {
class App;
}

namespace linnet::train_linear {

struct Options {
  LinearFeatureOptions features;
  RowOptions rows;
  RegressionOptions regression;
  std::size_t max_bytes = 3'000'000;  // of the file
};

// --cost, --title-weight, --min-rows and --max-bytes, with the values of `options` as defaults.
void add_model_options(CLI::App& verb, Options& options);

}  // namespace linnet::train_linear
