#include "native/train_detector/command.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/error.h"
#include "native/files/files.h"
#include "native/hash/sha256.h"
#include "native/program.h"
#include "native/progress/progress.h"
#include "native/train_detector/train.h"

namespace linnet::train_detector {
namespace {

namespace fs = std::filesystem;

struct Arguments {
  std::vector<fs::path> data_sets;
  std::vector<fs::path> others;
  fs::path tokenizer;
  fs::path output;
  Options options;
  bool json = false;
};

std::vector<Shard> read_shards(const std::vector<fs::path>& paths, const Arguments& arguments,
                               const std::string& tokenizer_sha256) {
  std::vector<Shard> shards;
  for (const fs::path& path : paths) {
    refuse_same_file(path, arguments.output);
    shards.push_back(read_shard(path));
    if (shards.back().tokenizer_sha256 != tokenizer_sha256) {
      throw Error(ErrorCode::kInvalidArgument,
                  path.string() + ": was not made with " + arguments.tokenizer.string() +
                      "; make all shards with one tokenizer, by `linnet tokenize`");
    }
  }
  return shards;
}

void run(const Arguments& arguments) {
  const std::string tokenizer_bytes = read_file(arguments.tokenizer);
  const Tokenizer tokenizer =
      parse_bytes_of(arguments.tokenizer, tokenizer_bytes, Tokenizer::parse);
  const std::string hash = sha256(tokenizer_bytes);
  const std::vector<Shard> data_sets = read_shards(arguments.data_sets, arguments, hash);
  const std::vector<Shard> others = read_shards(arguments.others, arguments, hash);

  Progress progress("train detector", arguments.options.folds + 1, "models");
  const auto [detector, report] = train(data_sets, others, tokenizer, arguments.options,
                                        [&](std::size_t done) { progress.update(done); });
  const std::string bytes = detector.serialize();
  write_file_atomic(arguments.output, bytes);

  if (arguments.json) {
    const nlohmann::ordered_json summary{{"file", arguments.output.string()},
                                         {"bytes", bytes.size()},
                                         {"features", detector.model().feature_count()},
                                         {"data_sets", report.data_sets},
                                         {"others", report.others},
                                         {"whole_refused", report.whole_refused},
                                         {"titles_refused", report.titles_refused},
                                         {"others_accepted", report.others_accepted}};
    std::cout << summary.dump(2) << '\n';
    return;
  }
  std::printf(
      "%s: %zu bytes, %zu features\n"
      "by cross-validation in %zu folds, threshold fitted on the same rows:\n"
      "  %zu data sets: %.2f %% of whole texts and %.2f %% of titles alone are refused\n"
      "  %zu other texts: %.2f %% are taken for data sets\n",
      arguments.output.c_str(), bytes.size(), detector.model().feature_count(),
      arguments.options.folds, report.data_sets, 100 * report.whole_refused,
      100 * report.titles_refused, report.others, 100 * report.others_accepted);
}

}  // namespace

void add_verb(CLI::App& train_group) {
  auto arguments = std::make_shared<Arguments>();
  Options& options = arguments->options;
  CLI::App* verb = train_group.add_subcommand(
      "detector",
      "Train what tells texts about data sets from texts of other kinds (code, chat, verse, "
      "noise):\n"
      "a bundle with it gives no tags to the others, in either tier. One logistic regression over\n"
      "the features of `linnet train linear`; where it draws the line is found by\n"
      "cross-validation: as strict as it can be while it refuses at most --refused of the data\n"
      "sets. Rows of --data-sets without any tag are left out: they say too little.");
  verb->add_option("--data-sets", arguments->data_sets,
                   "Shards of `linnet tokenize` whose rows are data sets")
      ->required()
      ->check(CLI::ExistingFile);
  verb->add_option("--others", arguments->others, "Shards whose rows are anything else")
      ->required()
      ->check(CLI::ExistingFile);
  verb->add_option("--tokenizer", arguments->tokenizer, "The tokenizer of the shards")
      ->required()
      ->check(CLI::ExistingFile);
  verb->add_option("-o,--output", arguments->output, "The detector to write")->required();
  verb->add_option("--refused", options.refused,
                   "Share of data sets' texts that may be taken for other texts")
      ->check(CLI::Range(0.0, 0.5))
      ->capture_default_str();
  verb->add_option("--folds", options.folds, "Of the cross-validation")
      ->check(CLI::Range(2, 100))
      ->capture_default_str();
  train_linear::add_model_options(*verb, options.model);
  verb->add_flag("--json", arguments->json, "Print the summary as JSON");
  verb->footer(
      "Example:\n"
      "  linnet train detector --data-sets run/shards/train.shard.safetensors \\\n"
      "    --others run/others/others.shard.safetensors --tokenizer run/tokenizer.model \\\n"
      "    -o run/detector.bin");
  verb->callback([arguments] { run(*arguments); });
}

}  // namespace linnet::train_detector
