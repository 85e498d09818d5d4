#include "native/average/command.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "core/error.h"
#include "native/average/average.h"

namespace linnet::average {
namespace {

struct Options {
  std::vector<std::filesystem::path> checkpoints;
  std::vector<double> weights;
  std::filesystem::path output;
};

void run(const Options& options) {
  if (!options.weights.empty() && options.weights.size() != options.checkpoints.size()) {
    throw Error(ErrorCode::kInvalidArgument,
                "--weights: " + std::to_string(options.weights.size()) + " of them for " +
                    std::to_string(options.checkpoints.size()) + " checkpoints");
  }
  std::vector<WeightedCheckpoint> checkpoints;
  for (std::size_t i = 0; i < options.checkpoints.size(); ++i) {
    checkpoints.push_back(
        {options.checkpoints[i], options.weights.empty() ? 1 : options.weights[i]});
  }
  const AverageSummary summary = average_checkpoints(checkpoints, options.output);
  std::cout << options.output.string() << ": the mean of " << checkpoints.size() << " checkpoints, "
            << summary.parameters << " parameters in " << summary.tensors << " tensors\n";
}

}  // namespace

void add_verb(CLI::App& parent) {
  auto options = std::make_shared<Options>();
  CLI::App* verb =
      parent.add_subcommand("average", "Make one checkpoint of several: the mean of their weights");
  verb->description(
      "Make one checkpoint of several: the mean of their weights. Where they were trained from\n"
      "the same start, with other seeds, rates or data, it is often better than each of them,\n"
      "and costs no more to run. `linnet evaluate` says whether it is.");
  verb->add_option("checkpoints", options->checkpoints,
                   "Folders with config.json and model.safetensors, of the same shape and labels")
      ->required()
      ->expected(2, -1)
      ->check(CLI::ExistingDirectory);
  verb->add_option("-o,--output", options->output, "Folder to write the checkpoint to")->required();
  verb->add_option("--weights", options->weights,
                   "How much each checkpoint counts beside the others, in their order [alike]")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->option_text("W1,W2,...");
  verb->footer(
      "Examples:\n"
      "  linnet average run/seed-1/best run/seed-2/best run/seed-3/best -o run/mean\n"
      "  linnet average run/before/best run/after/best --weights 1,2 -o run/mean\n"
      "  linnet evaluate --model run/mean --examples run/data/examples.jsonl");
  verb->callback([options] { run(*options); });
}

}  // namespace linnet::average
