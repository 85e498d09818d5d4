#include "native/evaluate/command.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/decision_json.h"
#include "core/error.h"
#include "native/evaluate/baselines.h"
#include "native/evaluate/decision_fit.h"
#include "native/evaluate/model_source.h"
#include "native/evaluate/report.h"
#include "native/evaluate/rows.h"
#include "native/files/files.h"
#include "native/progress/progress.h"
#include "native/runtime/parallel.h"

namespace linnet::evaluate {
namespace {

constexpr std::size_t kRowsAtOnce = 64;  // between two updates of the progress line

struct Options {
  ModelRequest model;
  RowRequest rows;
  std::filesystem::path decision;
  std::filesystem::path fit_decision;
  std::filesystem::path json_file;
  std::size_t max_tags = DecisionRule{}.max_tags;
  std::size_t frequent = 0;  // 0: as many as a train row has on average
  std::size_t threads = usable_processors();
  bool per_label = false;
  bool json = false;
};

struct Outcome {
  DecisionRule rule;
  std::string rule_source;
  Metrics metrics;                   // honest ones: of held-out rows where the rule was fitted here
  std::optional<Metrics> fitted_on;  // of the fitted rule on the rows that it was fitted on
  std::optional<DecisionFit> fit;
};

struct AllLogits {
  std::vector<float> values;
  std::size_t truncated = 0;
};

AllLogits compute_logits(const EvaluatedModel& model, const EvaluationRows& rows,
                         std::size_t threads) {
  AllLogits all;
  Progress progress("evaluate", rows.pairs.size(), "rows");
  const std::span<const PiecePair> pairs = rows.pairs;
  for (std::size_t begin = 0; begin < pairs.size(); begin += kRowsAtOnce) {
    const std::size_t count = std::min(kRowsAtOnce, pairs.size() - begin);
    for (const Prediction& row : model.predictor.predict(pairs.subspan(begin, count), threads)) {
      all.values.insert(all.values.end(), row.logits.begin(), row.logits.end());
      all.truncated += row.truncated ? 1 : 0;
    }
    progress.update(begin + count);
  }
  return all;
}

Metrics metrics_of(const Decided& decided, LabelMatrix truth) {
  return compute_metrics({decided.probabilities, truth.rows, truth.columns},
                         {decided.predictions, truth.rows, truth.columns}, truth);
}

Outcome decide(const Options& options, const EvaluatedModel& model, ScoreMatrix logits,
               LabelMatrix truth) {
  Outcome outcome;
  if (!options.fit_decision.empty()) {
    outcome.fit = fit_decision(logits, truth, options.max_tags);
    outcome.rule = outcome.fit->rule;
    outcome.rule_source = "fitted on these rows";
    outcome.metrics = metrics_of(outcome.fit->held_out, truth);
    outcome.fitted_on = metrics_of(decide_rows(outcome.rule, logits), truth);
    return outcome;
  }
  if (!options.decision.empty()) {
    outcome.rule = parse_decision(read_file(options.decision), options.decision.string());
    outcome.rule_source = options.decision.string();
    if (outcome.rule.thresholds.size() != logits.columns) {
      throw Error(ErrorCode::kInvalidArgument, options.decision.string() + ": has " +
                                                   std::to_string(outcome.rule.thresholds.size()) +
                                                   " thresholds; the model has " +
                                                   std::to_string(logits.columns) + " labels");
    }
  } else if (model.rule) {
    outcome.rule = *model.rule;
    outcome.rule_source = "the bundle's";
  } else {
    outcome.rule.thresholds.assign(logits.columns, 0.5F);
    outcome.rule.max_tags = options.max_tags;
    outcome.rule_source = "threshold 0.5, uncalibrated; fit one with --fit-decision";
  }
  outcome.metrics = metrics_of(decide_rows(outcome.rule, logits), truth);
  return outcome;
}

std::string shrinkage_text(const std::optional<double>& shrinkage) {
  if (!shrinkage) return "global only";
  char text[32];
  std::snprintf(text, sizeof text, "%g", *shrinkage);
  return text;
}

nlohmann::ordered_json fit_json(const DecisionFit& fit) {
  nlohmann::ordered_json candidates = nlohmann::ordered_json::array();
  for (const ShrinkageScore& score : fit.candidates) {
    candidates.push_back(
        {{"shrinkage", shrinkage_text(score.shrinkage)}, {"micro_f1", score.micro_f1}});
  }
  return {{"shrinkage", shrinkage_text(fit.shrinkage)}, {"candidates", candidates}};
}

void print_fit(const Outcome& outcome, const std::filesystem::path& path) {
  std::printf("\nDecision written to %s\n", path.c_str());
  std::printf("  calibration: p = sigmoid(%.4f * logit %+.4f)\n", outcome.rule.calibration.scale,
              outcome.rule.calibration.bias);
  std::printf(
      "  shrinkage of label thresholds, micro F1 in 5-fold cross-validation (the first\n  within "
      "0.003 of the best is taken):\n");
  for (const ShrinkageScore& score : outcome.fit->candidates) {
    std::printf("    %-12s %.4f%s\n", shrinkage_text(score.shrinkage).c_str(), score.micro_f1,
                score.shrinkage == outcome.fit->shrinkage ? "  <- chosen" : "");
  }
  std::printf(
      "  micro F1 %.4f cross-validated (each row decided by a rule fitted without it,\n"
      "  choice of shrinkage included); %.4f on the rows fitted on, which is too good\n",
      outcome.metrics.micro.f1, outcome.fitted_on->micro.f1);
}

void run(const Options& options) {
  if (options.rows.examples.empty() == options.rows.shards.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "give either --examples or --shards");
  }
  if (!options.fit_decision.empty() && !options.decision.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "--fit-decision and --decision exclude each other");
  }
  const EvaluatedModel model = open_model(options.model);
  const EvaluationRows rows = read_rows(options.rows, model.labels, model.tokenizer_model);
  const LabelMatrix truth = rows.truth_matrix(model.labels.size());
  const AllLogits logits = compute_logits(model, rows, options.threads);
  const Outcome outcome = decide(options, model, {logits.values, truth.rows, truth.columns}, truth);
  if (outcome.fit) {
    write_file_atomic(options.fit_decision, decision_to_json(outcome.rule) + "\n");
  }

  std::vector<ReportColumn> columns{{outcome.fit ? "held-out" : "model", outcome.metrics}};
  if (outcome.fitted_on) columns.push_back({"(fitted on)", *outcome.fitted_on});
  columns.push_back({"nothing", nothing_baseline(truth)});
  std::size_t frequent = options.frequent;
  if (rows.train_rows > 0) {
    if (frequent == 0) {
      frequent = static_cast<std::size_t>(std::max(1.0, std::round(rows.train_labels_per_row)));
    }
    columns.push_back({std::to_string(frequent) + " frequent",
                       frequent_baseline(truth, rows.train_counts, rows.train_rows, frequent)});
  }

  nlohmann::ordered_json json{{"model", options.model.model.string()},
                              {"kind", model.kind},
                              {"data", rows.data},
                              {"rows", truth.rows},
                              {"labels", truth.columns},
                              {"partial_rows_left_out", rows.partial_rows},
                              {"unknown_labels", rows.unknown_labels},
                              {"truncated_rows", logits.truncated},
                              {"decision", outcome.rule_source},
                              {"cross_validated", outcome.fit.has_value()},
                              {"metrics", metrics_json(outcome.metrics)}};
  if (outcome.fit) {
    json["fit"] = fit_json(*outcome.fit);
    json["metrics_on_fitted_rows"] = metrics_json(*outcome.fitted_on);
  }
  for (const ReportColumn& column : columns) {
    if (column.heading == "nothing") json["baselines"]["nothing"] = metrics_json(column.metrics);
  }
  if (rows.train_rows > 0) {
    json["baselines"]["most_frequent"] = metrics_json(columns.back().metrics);
    json["baselines"]["most_frequent"]["count"] = frequent;
  }
  json["per_label"] = labels_json(outcome.metrics, model.labels, outcome.rule.thresholds);
  if (!options.json_file.empty()) write_file_atomic(options.json_file, json.dump(2) + "\n");
  if (options.json) {
    std::cout << json.dump(2) << '\n';
    return;
  }

  std::printf("%s (%s) on %s: %zu rows, %zu labels; decision: %s\n", options.model.model.c_str(),
              model.kind.c_str(), rows.data.c_str(), truth.rows, truth.columns,
              outcome.rule_source.c_str());
  if (rows.partial_rows > 0) std::printf("%zu partly tagged rows left out\n", rows.partial_rows);
  if (rows.unknown_labels > 0) {
    std::printf("%zu tags of the rows are not among the model's labels\n", rows.unknown_labels);
  }
  if (logits.truncated > 0)
    std::printf("%zu rows were too long to be read whole\n", logits.truncated);
  std::printf("\n%s", metrics_table(columns).c_str());
  if (rows.train_rows == 0) {
    std::printf("(no train split found: the most frequent labels are not shown)\n");
  }
  if (options.per_label) {
    std::printf("\n%s",
                label_table(outcome.metrics, model.labels, outcome.rule.thresholds).c_str());
  }
  if (outcome.fit) print_fit(outcome, options.fit_decision);
}

}  // namespace

void add_verb(CLI::App& parent) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = parent.add_subcommand("evaluate", "Measure a model on a split");
  verb->description(
      "Measure a model on a split, beside the trivial answers: no tags at all, and the same\n"
      "frequent tags for every row. The model may be a bundle, a checkpoint folder, an ONNX file\n"
      "or a linear model; long texts are read in overlapping windows, as `linnet classify` does.");
  verb->add_option("--model", options->model.model,
                   "Bundle or checkpoint folder, .onnx file, or linear model (.bin)")
      ->required();
  verb->add_option("--tier", options->model.tier, "Which tier of a bundle")
      ->check(CLI::IsMember({"instant", "full"}))
      ->capture_default_str();
  verb->add_option("--examples", options->rows.examples, "examples.jsonl of `linnet preprocess`");
  verb->add_option("--shards", options->rows.shards,
                   "Folder of `linnet tokenize` with SPLIT.shard.safetensors, or one such file");
  verb->add_option("--split", options->rows.split, "The rows to measure on")->capture_default_str();
  verb->add_option("--train-split", options->rows.train_split,
                   "The rows in which the most frequent labels are counted")
      ->capture_default_str();
  verb->add_option("--tokenizer", options->model.tokenizer,
                   "tokenizer.model [the bundle's, or the one beside the model]");
  verb->add_option("--labels", options->model.labels,
                   "labels.json [the model's own, or the one beside it]");
  verb->add_option("--max-tokens", options->model.max_tokens,
                   "Tokens of a window [the bundle's, or all that the model takes]");
  verb->add_option(
      "--overlap", options->model.overlap,
      "Tokens that neighbouring windows share [the bundle's, or an eighth, at most 32]");
  verb->add_option("--max-windows", options->model.max_windows, "Windows of one text at most");
  verb->add_option("--decision", options->decision,
                   "decision.json with calibration and thresholds to apply");
  verb->add_option("--fit-decision", options->fit_decision,
                   "Fit calibration and thresholds on these rows and write them here. The metrics "
                   "shown are then those of held-out rows in cross-validation");
  verb->add_option("--max-tags", options->max_tags, "Tags a row at most, for --fit-decision")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb->add_option("--frequent", options->frequent,
                   "How many of the most frequent labels the trivial answer gives [the mean count "
                   "of a train row]");
  verb->add_option("--threads", options->threads, "Threads to compute on")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb->add_flag("--per-label", options->per_label, "Add a table with a line for each label");
  verb->add_flag("--json", options->json, "Print all as JSON");
  verb->add_option("--json-file", options->json_file,
                   "Write the JSON here as well, for `linnet bundle`");
  verb->footer(
      "Example:\n"
      "  linnet evaluate --model run/encoder.int8.onnx --examples run/examples.jsonl \\\n"
      "    --tokenizer run/tokenizer.model --fit-decision run/full.decision.json");
  verb->callback([options] { run(*options); });
}

}  // namespace linnet::evaluate
