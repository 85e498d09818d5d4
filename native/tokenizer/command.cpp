#include "native/tokenizer/command.h"

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "native/files/files.h"
#include "native/program.h"
#include "native/progress/progress.h"
#include "native/tokenizer/train.h"

namespace linnet::tokenizer {
namespace {

struct Arguments {
  TrainOptions options;
  std::filesystem::path output;
  bool json = false;
};

void refuse_inputs(const Arguments& arguments) {
  const TrainOptions& options = arguments.options;
  for (const auto& path : options.examples) refuse_same_file(path, arguments.output);
  for (const auto* files : {&options.documents.text_files, &options.documents.csv_files}) {
    for (const std::string& name : *files) {
      refuse_same_file(parse_sampled_file(name).path, arguments.output);
    }
  }
}

void run_train(const Arguments& arguments) {
  const TrainOptions& options = arguments.options;
  if (options.examples.empty() && options.documents.text_files.empty() &&
      options.documents.csv_files.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "give text by --examples, --text or --csv");
  }
  refuse_inputs(arguments);
  const auto start = std::chrono::steady_clock::now();
  TrainReport report;
  const std::string model = train(
      options, [](const std::string& message) { std::cerr << message << "; row skipped\n"; },
      report);
  write_file_atomic(arguments.output, model);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (arguments.json) {
    std::cout << nlohmann::ordered_json({{"pieces", options.vocabulary_size},
                                         {"lines", report.lines},
                                         {"bytes", report.bytes},
                                         {"bad_rows", report.bad_rows},
                                         {"model_bytes", model.size()},
                                         {"seconds", seconds}})
                     .dump()
              << '\n';
  } else {
    std::printf("%zu pieces from %zu lines (%.1f MB) in %s; %s: %zu bytes\n",
                options.vocabulary_size, report.lines, static_cast<double>(report.bytes) / 1e6,
                format_duration(seconds).c_str(), arguments.output.c_str(), model.size());
  }
  if (report.bad_rows > 0) throw CLI::RuntimeError(kExitPartial);
}

}  // namespace

void add_verb(CLI::App& parent) {
  CLI::App* group = parent.add_subcommand("tokenizer", "Make the tokenizer.");
  group->require_subcommand(1);

  auto arguments = std::make_shared<Arguments>();
  TrainOptions& options = arguments->options;
  CLI::App* verb = group->add_subcommand(
      "train",
      "Learn a SentencePiece unigram model from examples and running text.\n"
      "Its special pieces stand where RoBERTa has them: <s> 0, <pad> 1, </s> "
      "2, <unk> 3, <mask> 4.\n"
      "30 MB of text take about half a minute on two cores, and 1 GB of memory.");
  verb->add_option("--examples", options.examples,
                   "examples.jsonl of `linnet preprocess`: titles and descriptions are read");
  verb->add_option("--split", options.split,
                   "Read only this split of the examples, so that held-out text stays unseen; \"\" "
                   "reads all")
      ->capture_default_str();
  verb->add_option(
      "--text", options.documents.text_files,
      "Text files, one document a line; may be compressed (xz, gzip, zip). FILE@0.1 takes a "
      "tenth of the documents");
  verb->add_option(
      "--csv", options.documents.csv_files,
      "CSV files, one document a row; may be compressed (xz, gzip, zip) and end in @SHARE");
  verb->add_option("--columns", options.documents.columns,
                   "Columns of the CSV files that hold text, those that a file has")
      ->delimiter(',')
      ->capture_default_str();
  verb->add_option("-o,--output", arguments->output, "The model to write")->required();
  verb->add_option("--vocab-size", options.vocabulary_size, "Pieces, special ones included")
      ->check(CLI::Range(300, 65536))
      ->capture_default_str();
  verb->add_option("--normalization", options.normalization,
                   "nmt_nfkc_cf folds case, nmt_nfkc keeps it, identity changes nothing")
      ->check(CLI::IsMember({"nmt_nfkc_cf", "nmt_nfkc", "nfkc", "nfkc_cf", "identity"}))
      ->capture_default_str();
  verb->add_option("--character-coverage", options.character_coverage,
                   "Share of the text's characters that get pieces; the rest is spelt in bytes")
      ->check(CLI::Range(0.9, 1.0))
      ->capture_default_str();
  verb->add_option("--max-lines", options.max_lines,
                   "Learn from a random sample of this many lines where there are more")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb->add_option("--seed", options.seed, "Of that sample")->capture_default_str();
  verb->add_option("--threads", options.threads, "0 uses all the machine has")
      ->capture_default_str();
  verb->add_flag("--verbose", options.verbose, "Show what the library logs while it learns");
  verb->add_flag("--json", arguments->json, "Print the summary as JSON");
  verb->footer(
      "Example:\n"
      "  linnet tokenizer train --examples run/data/examples.jsonl --csv abstracts.csv.xz@0.2 \\\n"
      "    -o run/tokenizer.model");
  verb->callback([arguments] { run_train(*arguments); });
}

}  // namespace linnet::tokenizer
