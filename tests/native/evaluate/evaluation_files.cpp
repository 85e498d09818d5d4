#include "tests/native/evaluate/evaluation_files.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "core/label_set.h"
#include "native/evaluate/command.h"
#include "native/files/files.h"
#include "tests/native/bundle/tiny_bundle.h"
#include "tests/native/run_verb.h"

namespace linnet::test {

std::vector<Example> made_up_examples() {
  std::vector<Example> examples;
  for (std::size_t i = 0; i < 40; ++i) {
    Example example;
    example.id = std::to_string(i);
    example.title = tiny_words()[i % 5];
    example.description = i % 3 == 0 ? "daily records of the city" : "";
    example.labels = {tiny_labels()[i % 5]};
    example.split = i < 20 ? "train" : "valid";
    if (i >= 36) example.partial = true;
    if (i == 21) example.labels.emplace_back("A label of another set");
    if (i < 10) example.labels.emplace_back(i % 5 == 0 ? "Biology" : "Climate");
    examples.push_back(example);
  }
  return examples;
}

Files::Files() {
  write_examples(made_up_examples());
  bundle::write_bundle(folder / "model", tiny_bundle());
  write_tiny_checkpoint(folder / "checkpoint");
  write_file_atomic(folder / "checkpoint" / "tokenizer.model", tiny_tokenizer());
  write_file_atomic(folder / "tokenizer.model", tiny_tokenizer());
  write_file_atomic(folder / "float.onnx", tiny_onnx(false));
  write_file_atomic(folder / "instant.bin", tiny_instant_model().serialize());
  write_file_atomic(folder / "labels.json", LabelSet(tiny_labels()).to_json());
}

void Files::write_examples(const std::vector<Example>& examples) const {
  std::string lines;
  for (const Example& example : examples) lines += to_json(example) + "\n";
  write_file_atomic(folder / "examples.jsonl", lines);
}

int Files::run(std::vector<std::string> arguments) const {
  arguments.insert(arguments.begin(), "evaluate");
  arguments.insert(arguments.end(), {"--json-file", path("out.json")});
  return run_verb(linnet::evaluate::add_verb, arguments);
}

nlohmann::json Files::evaluate(const std::string& model, std::vector<std::string> more) const {
  std::vector<std::string> arguments{"--model", path(model), "--examples", path("examples.jsonl")};
  arguments.insert(arguments.end(), more.begin(), more.end());
  REQUIRE(run(arguments) == 0);
  return nlohmann::json::parse(read_file(path("out.json")));
}

}  // namespace linnet::test
