#include "native/train_linear/options.h"

#include <CLI/CLI.hpp>

namespace linnet::train_linear {

void add_model_options(CLI::App& verb, Options& options) {
  verb.add_option("--cost", options.regression.c,
                  "C of a regression: larger fits the rows more closely")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb.add_option("--title-weight", options.features.title_weight,
                  "An occurrence in the title counts as this many in the description")
      ->check(CLI::Range(0.0, 1000.0))
      ->capture_default_str();
  verb.add_option("--min-rows", options.rows.min_rows, "Leave out features of fewer rows")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb.add_option("--max-bytes", options.max_bytes,
                  "Size of the file; the weights that matter least are left out")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
}

}  // namespace linnet::train_linear
