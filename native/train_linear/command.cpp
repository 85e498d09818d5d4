#include "native/train_linear/command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/metrics.h"
#include "core/threshold_fit.h"
#include "native/evaluate/baselines.h"
#include "native/evaluate/report.h"
#include "native/files/files.h"
#include "native/hash/sha256.h"
#include "native/program.h"
#include "native/progress/progress.h"
#include "native/train_linear/train.h"

namespace linnet::train_linear {
namespace {

struct Arguments {
  std::filesystem::path shards;
  std::vector<std::filesystem::path> extra;
  std::filesystem::path tokenizer;
  std::filesystem::path output;
  std::string validation = "valid";
  Options options;
  bool json = false;
};

struct Evaluation {
  std::vector<evaluate::ReportColumn> columns;  // the model first
  std::vector<evaluate::GradedColumn> graded;   // likewise
  bool is_graded = false;
  float threshold = 0;
};

std::filesystem::path shard_path(const Arguments& arguments, const std::string& split) {
  return arguments.shards / (split + ".shard.safetensors");
}

Evaluation evaluate_on(const LinearModel& model, const Shard& valid, const Shard& train) {
  const RelevanceMatrix relevance = valid.relevance_matrix();
  evaluate::Decided decided;
  decided.probabilities = shard_logits(model, valid);
  for (float& score : decided.probabilities) score = 1 / (1 + std::exp(-score));
  const ScoreMatrix probabilities{decided.probabilities, relevance.rows, relevance.columns};
  Evaluation evaluation;
  evaluation.threshold = fit_global_threshold(probabilities, relevance);
  decided.predictions = apply_thresholds(probabilities, std::span(&evaluation.threshold, 1));

  std::vector<std::size_t> counts(relevance.columns, 0);
  std::size_t total = 0;
  for (std::size_t i = 0; i < train.relevance.size(); ++i) {
    if (train.relevance[i] != Relevance::kClear) continue;
    ++counts[i % relevance.columns];
    ++total;
  }
  const auto frequent = static_cast<std::size_t>(
      std::max(1.0, std::round(static_cast<double>(total) / static_cast<double>(train.rows()))));

  const auto clear = at_least(relevance, Relevance::kClear);
  const LabelMatrix truth{clear, relevance.rows, relevance.columns};
  const auto add = [&](const std::string& name, const evaluate::Decided& answers) {
    evaluation.columns.push_back({name, evaluate::metrics_of(answers, truth)});
    evaluation.graded.push_back({name, evaluate::graded_metrics_of(answers, relevance)});
  };
  add("model", decided);
  add("nothing", evaluate::nothing_answers(relevance.rows, relevance.columns));
  add(std::to_string(frequent) + " frequent",
      evaluate::frequent_answers(relevance.rows, counts, train.rows(), frequent));
  evaluation.is_graded = is_graded(valid.relevance);
  return evaluation;
}

nlohmann::ordered_json evaluation_json(const std::string& split, const Evaluation& evaluation) {
  nlohmann::ordered_json json{{"split", split}, {"threshold", evaluation.threshold}};
  for (std::size_t i = 0; i < evaluation.columns.size(); ++i) {
    auto& entry = json[evaluation.columns[i].heading];
    entry = evaluate::metrics_json(evaluation.columns[i].metrics);
    if (evaluation.is_graded) {
      entry.update(evaluate::graded_json(evaluation.graded[i].metrics));
    }
  }
  return json;
}

void run(const Arguments& arguments) {
  const auto start = std::chrono::steady_clock::now();
  const std::string tokenizer_bytes = read_file(arguments.tokenizer);
  const Tokenizer tokenizer =
      parse_bytes_of(arguments.tokenizer, tokenizer_bytes, Tokenizer::parse);
  std::vector<Shard> shards{read_shard(shard_path(arguments, "train"))};
  refuse_same_file(shard_path(arguments, "train"), arguments.output);
  for (const auto& path : arguments.extra) {
    refuse_same_file(path, arguments.output);
    shards.push_back(read_shard(path));
  }
  for (const Shard& shard : shards) {
    if (shard.tokenizer_sha256 != sha256(tokenizer_bytes)) {
      throw Error(
          ErrorCode::kInvalidArgument,
          arguments.tokenizer.string() + ": is not the tokenizer that the shards were made with");
    }
    if (shard.label_names.empty()) {
      throw Error(ErrorCode::kInvalidArgument, "a shard has no labels to learn from");
    }
  }
  const auto valid_path = shard_path(arguments, arguments.validation);
  const bool has_valid = std::filesystem::exists(valid_path);

  Progress progress("train linear", shards.front().label_names.size(), "labels");
  const LinearModel model = train(shards, tokenizer, arguments.options, {},
                                  [&](std::size_t done) { progress.update(done); });
  const std::string bytes = model.serialize();
  write_file_atomic(arguments.output, bytes);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();

  nlohmann::ordered_json summary{
      {"file", arguments.output.string()}, {"bytes", bytes.size()},
      {"labels", model.labels()},          {"features", model.feature_count()},
      {"weights", model.weight_count()},   {"seconds", seconds}};
  std::string table;
  if (has_valid) {
    const Evaluation evaluation = evaluate_on(model, read_shard(valid_path), shards.front());
    summary["evaluation"] = evaluation_json(arguments.validation, evaluation);
    char line[128];
    std::snprintf(line, sizeof line, "\non \"%s\", one threshold of %.3f fitted on these rows:\n",
                  arguments.validation.c_str(), static_cast<double>(evaluation.threshold));
    table = line + (evaluation.is_graded ? evaluate::graded_table(evaluation.graded)
                                         : evaluate::metrics_table(evaluation.columns));
  }
  if (arguments.json) {
    std::cout << summary.dump(2) << '\n';
  } else {
    std::printf("%s: %zu bytes, %zu features, %zu weights, %s\n%s", arguments.output.c_str(),
                bytes.size(), model.feature_count(), model.weight_count(),
                format_duration(seconds).c_str(), table.c_str());
  }
}

}  // namespace

void add_verb(CLI::App& train_group) {
  auto arguments = std::make_shared<Arguments>();
  Options& options = arguments->options;
  CLI::App* verb = train_group.add_subcommand(
      "linear",
      "Train the instant tier: one logistic regression a label over hashed pieces, pairs of\n"
      "pieces, words and runs of characters; pruned and stored in 8 bits. Rows marked as partly\n"
      "labelled take no part in the regressions of labels that they lack. Each row with a\n"
      "description is learned from twice, with and without it. Prints the metrics on the held-out\n"
      "shard beside the trivial answers.");
  verb->add_option("--shards", arguments->shards,
                   "Folder of `linnet tokenize` with train.shard.safetensors")
      ->required();
  verb->add_option("--extra", arguments->extra,
                   "Further shards of the same labels and tokenizer to learn from");
  verb->add_option("--tokenizer", arguments->tokenizer, "The tokenizer of the shards")->required();
  verb->add_option("-o,--output", arguments->output, "The model to write")->required();
  verb->add_option("--validation", arguments->validation,
                   "Name of the held-out shard in the folder; skipped where there is none")
      ->capture_default_str();
  add_model_options(*verb, options);
  verb->add_option(
          "--tolerance", options.regression.tolerance,
          "A regression ends where five steps together take its loss down by less than this "
          "share")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb->add_option("--fits-target", options.regression.fits_target,
                   "What a tag that fits but is not clear is worth, as a share of a clear one")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  verb->add_option("--title-view-weight", options.rows.title_view_weight,
                   "How often the title alone of a described row counts, against the whole row")
      ->check(CLI::Range(0.0, 100.0))
      ->capture_default_str();
  verb->add_option("--idf-power", options.rows.idf_power,
                   "How strongly rare features are preferred; 0 treats all alike")
      ->check(CLI::Range(0.0, 4.0))
      ->capture_default_str();
  verb->add_option("--threads", options.regression.threads, "0 uses all the machine has")
      ->capture_default_str();
  verb->add_flag("--json", arguments->json, "Print the summary and metrics as JSON");
  verb->footer(
      "Example:\n"
      "  linnet train linear --shards run/shards --tokenizer run/tokenizer.model -o "
      "run/instant.bin");
  verb->callback([arguments] { run(*arguments); });
}

}  // namespace linnet::train_linear
