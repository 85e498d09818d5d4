// examples.jsonl and all kinds of models in a folder, and `linnet evaluate` run on them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "native/examples/examples.h"
#include "tests/temporary_folder.h"

namespace linnet::test {

// Rows whose word tells their label, half of them to train on.
std::vector<Example> made_up_examples();

struct Files {
  TemporaryFolder folder;
  Files();

  void write_examples(const std::vector<Example>& examples) const;
  int run(std::vector<std::string> arguments) const;  // returns the exit code
  // The JSON that is written.
  nlohmann::json evaluate(const std::string& model, std::vector<std::string> more = {}) const;
  std::string path(const std::string& name) const { return (folder / name).string(); }
};

}  // namespace linnet::test
