// `linnet evaluate`: how good a model is on a split, beside the trivial answers.
#pragma once

#include <CLI/CLI.hpp>

namespace linnet::evaluate {

void add_verb(CLI::App& parent);

}  // namespace linnet::evaluate
