#pragma once

#include <CLI/CLI.hpp>

namespace linnet::train_embeddings {

void add_verb(CLI::App& group);

}  // namespace linnet::train_embeddings
