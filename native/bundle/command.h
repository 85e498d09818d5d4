// `linnet bundle` makes the folder that the page and `linnet classify` read; `linnet verify` checks
// one.
#pragma once

#include <CLI/CLI.hpp>

namespace linnet::bundle {

void add_verb(CLI::App& parent);  // both verbs

}  // namespace linnet::bundle
