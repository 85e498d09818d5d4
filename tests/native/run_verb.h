// A verb run as `linnet VERB arguments...`, within the test's process.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <vector>

#include "native/program.h"

namespace linnet::test {

// Returns the exit code.
inline int run_verb(const std::function<void(CLI::App&)>& add_verb,
                    std::vector<std::string> arguments) {
  CLI::App app("linnet", "linnet");
  add_verb(app);
  arguments.insert(arguments.begin(), "linnet");
  std::vector<char*> pointers;
  pointers.reserve(arguments.size());
  for (std::string& argument : arguments) pointers.push_back(argument.data());
  return run_program(app, static_cast<int>(pointers.size()), pointers.data());
}

}  // namespace linnet::test
