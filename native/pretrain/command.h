// `linnet pretrain`.
#pragma once

#include <CLI/CLI.hpp>

namespace linnet::pretrain {

void add_verb(CLI::App& parent);

}  // namespace linnet::pretrain
