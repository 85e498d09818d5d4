#include "native/evaluate/command.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/decision_json.h"
#include "core/error.h"
#include "native/evaluate/baselines.h"
#include "native/evaluate/evaluation.h"
#include "native/evaluate/model_source.h"
#include "native/evaluate/report.h"
#include "native/evaluate/report_folder.h"
#include "native/evaluate/rows.h"
#include "native/files/files.h"
#include "native/runtime/parallel.h"

namespace linnet::evaluate {
namespace {

struct Options {
  ModelRequest model;  // without path, head and tier
  std::vector<std::filesystem::path> models;
  std::vector<std::filesystem::path> heads;
  std::vector<std::string> tiers{ModelRequest{}.tier};
  std::vector<std::string> names;
  RowRequest rows;
  std::filesystem::path decision;
  std::filesystem::path fit_decision;
  std::filesystem::path json_file;
  std::filesystem::path report;
  std::filesystem::path learning_curve;
  BootstrapOptions bootstrap;
  std::size_t max_tags = DecisionRule{}.max_tags;
  std::size_t frequent = 0;  // 0: as many as a train row has on average
  std::size_t threads = usable_processors();
  bool own_decision = false;
  bool per_label = false;
  bool json = false;
};

void check(const Options& options) {
  const auto refuse = [](const char* message) {
    throw Error(ErrorCode::kInvalidArgument, message);
  };
  if (options.rows.examples.empty() == options.rows.shards.empty()) {
    refuse("give either --examples or --shards");
  }
  if (!options.fit_decision.empty() && !options.decision.empty()) {
    refuse("--fit-decision and --decision exclude each other");
  }
  if (options.own_decision && (!options.fit_decision.empty() || !options.decision.empty())) {
    refuse("--own-decision excludes --fit-decision and --decision");
  }
  if (!options.report.empty() && options.rows.examples.empty()) {
    refuse("--report needs --examples: it shows texts, which shards have not");
  }
  if (options.report.empty() && !options.learning_curve.empty()) {
    refuse("--learning-curve is shown by --report only");
  }
}

// A name for people: the file's, and what tells apart a bundle's tiers and an encoder's heads.
std::string default_name(const ModelRequest& model) {
  auto path = model.model.lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  const std::string name = path.filename().string();
  if (!model.head.empty()) return name + " " + model.head.filename().string();
  return std::filesystem::is_directory(path) ? name + " " + model.tier : name;
}

// Models, heads and tiers side by side; a single one of any goes with each of the others.
std::vector<ModelRequest> model_requests(const Options& options) {
  const std::size_t count =
      std::max({options.models.size(), options.heads.size(), options.tiers.size()});
  const auto fits = [&](std::size_t size) { return size == 1 || size == count; };
  if (!fits(options.models.size()) || !fits(options.tiers.size()) ||
      (!options.heads.empty() && !fits(options.heads.size()))) {
    throw Error(ErrorCode::kInvalidArgument,
                "--tier and --head: give one for all models, or one for each of them");
  }
  if (!options.names.empty() && options.names.size() != count) {
    throw Error(ErrorCode::kInvalidArgument,
                "--name: give one for each of the " + std::to_string(count) + " models");
  }
  if (count > 1 && (!options.fit_decision.empty() || !options.decision.empty())) {
    throw Error(ErrorCode::kInvalidArgument,
                "--fit-decision and --decision are of one model; give one --model with them");
  }
  std::vector<ModelRequest> requests(count, options.model);
  for (std::size_t i = 0; i < count; ++i) {
    requests[i].model = options.models[options.models.size() == 1 ? 0 : i];
    if (!options.heads.empty()) {
      requests[i].head = options.heads[options.heads.size() == 1 ? 0 : i];
    }
    requests[i].tier = options.tiers[options.tiers.size() == 1 ? 0 : i];
  }
  return requests;
}

void print_fit(const Evaluation& evaluation, const std::filesystem::path& path) {
  std::printf("\nDecision written to %s\n", path.c_str());
  std::printf("  calibration: p = sigmoid(%.4f * logit %+.4f)\n", evaluation.rule.calibration.scale,
              evaluation.rule.calibration.bias);
  const char* kind = evaluation.rows.graded() ? "F1 of accepted and clear ones found" : "micro F1";
  std::printf(
      "  thresholds, %s and macro F1 in 5-fold cross-validation (the\n"
      "  first whose mean is within 0.003 of the best is taken):\n",
      kind);
  for (const ThresholdScore& score : evaluation.fit->candidates) {
    std::printf("    %-60s %.4f %.4f%s\n", threshold_text(score.choice).c_str(), score.f1,
                score.macro_f1, score.choice == evaluation.fit->choice ? "  <- chosen" : "");
  }
  std::printf(
      "  %s %.4f cross-validated (each row decided by a rule fitted without it,\n"
      "  choice of thresholds included); %.4f on the rows fitted on, which is too good\n",
      kind, evaluation.graded.f1, evaluation.graded_fitted_on->f1);
  if (evaluation.rule.title_shift != 0) {
    std::printf("  thresholds of a title alone: shifted by %+.1f, which suits these rows' titles\n",
                evaluation.rule.title_shift);
  }
  if (const auto& group = evaluation.rule.clear_group) {
    std::printf(
        "  tags that clearly fit are parted from others by a shift of %.1f: %.4f of the first "
        "group\n"
        "  clearly fit, and %.4f of the tags that do are in it (cross-validated)\n",
        group->shift, group->precision, group->recall);
  }
}

void print_about(const Evaluation& evaluation) {
  std::printf("%s (%s) on %s: %zu rows, %zu labels; decision: %s\n", evaluation.path.c_str(),
              evaluation.kind.c_str(), evaluation.rows.data.c_str(), evaluation.rows.pieces.size(),
              evaluation.labels.size(), evaluation.rule_source.c_str());
  if (evaluation.rows.partial_rows > 0) {
    std::printf("%zu partly tagged rows left out\n", evaluation.rows.partial_rows);
  }
  if (evaluation.rows.unknown_labels > 0) {
    std::printf("%zu tags of the rows are not among the model's labels\n",
                evaluation.rows.unknown_labels);
  }
  if (!evaluation.refused.empty()) {
    std::printf("%zu rows read like no data set's and get no tag\n", evaluation.refused_rows());
  }
  if (evaluation.truncated > 0) {
    std::printf("%zu rows were too long to be read whole\n", evaluation.truncated);
  }
}

std::size_t frequent_count(const Options& options, const EvaluationRows& rows) {
  if (options.frequent > 0) return options.frequent;
  return static_cast<std::size_t>(std::max(1.0, std::round(rows.train_labels_per_row)));
}

std::vector<ReportColumn> baseline_columns(const Evaluation& evaluation, std::size_t frequent) {
  const EvaluationRows& rows = evaluation.rows;
  std::vector<ReportColumn> columns{{"nothing", nothing_baseline(evaluation.truth())}};
  if (rows.train_rows > 0) {
    columns.push_back(
        {std::to_string(frequent) + " frequent",
         frequent_baseline(evaluation.truth(), rows.train_counts, rows.train_rows, frequent)});
  }
  return columns;
}

std::vector<GradedColumn> graded_baseline_columns(const Evaluation& evaluation,
                                                  std::size_t frequent) {
  const EvaluationRows& rows = evaluation.rows;
  const RelevanceMatrix relevance = evaluation.relevance();
  std::vector<GradedColumn> columns;
  if (!rows.uploader.empty()) {
    columns.push_back(
        {kUploaderName, graded_metrics_of(uploader_answers(rows.uploader), relevance), false});
  }
  columns.push_back(
      {"nothing",
       graded_metrics_of(nothing_answers(relevance.rows, relevance.columns), relevance)});
  if (rows.train_rows > 0) {
    columns.push_back({std::to_string(frequent) + " frequent",
                       graded_metrics_of(frequent_answers(relevance.rows, rows.train_counts,
                                                          rows.train_rows, frequent),
                                         relevance)});
  }
  return columns;
}

nlohmann::ordered_json model_json(const Evaluation& evaluation,
                                  const std::vector<ReportColumn>& baselines,
                                  std::size_t frequent) {
  auto json = evaluation_json(evaluation);
  json["baselines"]["nothing"] = metrics_json(baselines.front().metrics);
  if (baselines.size() > 1) {
    json["baselines"]["most_frequent"] = metrics_json(baselines.back().metrics);
    json["baselines"]["most_frequent"]["count"] = frequent;
  }
  if (!evaluation.rows.uploader.empty()) {
    json["baselines"]["uploader"]["graded_metrics"] = graded_json(
        graded_metrics_of(uploader_answers(evaluation.rows.uploader), evaluation.relevance()),
        false);
  }
  return json;
}

void write_report_of(const Options& options, const std::vector<Evaluation>& evaluations,
                     const std::vector<std::string>& names, std::size_t frequent,
                     std::vector<LearningPoint> learning_curve) {
  ReportRequest request;
  request.bootstrap = options.bootstrap;
  request.frequent = frequent;
  ReportData report = make_report(evaluations, names, request);
  report.learning_curve = std::move(learning_curve);
  write_report(options.report, report);
}

void run(const Options& options) {
  check(options);
  const auto requests = model_requests(options);
  // What can be refused is refused before the long work.
  if (!options.report.empty()) check_report_folder(options.report);
  std::vector<LearningPoint> learning_curve;
  if (!options.learning_curve.empty()) learning_curve = read_learning_curve(options.learning_curve);

  DecisionRequest decision;
  decision.fit = !options.fit_decision.empty() ||
                 (!options.report.empty() && options.decision.empty() && !options.own_decision);
  decision.file = options.decision;
  decision.max_tags = options.max_tags;
  std::vector<Evaluation> evaluations;
  std::vector<std::string> names = options.names;
  for (const ModelRequest& request : requests) {
    evaluations.push_back(evaluate_model(request, options.rows, decision, options.threads));
    if (options.names.empty()) names.push_back(default_name(request));
  }
  const Evaluation& first = evaluations.front();
  if (!options.fit_decision.empty()) {
    write_file_atomic(options.fit_decision, decision_to_json(first.rule) + "\n");
  }
  const std::size_t frequent = frequent_count(options, first.rows);
  if (!options.report.empty())
    write_report_of(options, evaluations, names, frequent, std::move(learning_curve));

  const bool single = evaluations.size() == 1;
  const auto baselines = baseline_columns(first, frequent);
  nlohmann::ordered_json json;
  if (single) {
    json = model_json(first, baselines, frequent);
  } else {
    for (std::size_t i = 0; i < evaluations.size(); ++i) {
      json["models"].push_back(model_json(evaluations[i], baselines, frequent));
      json["models"].back()["name"] = names[i];
    }
  }
  if (!options.json_file.empty()) write_file_atomic(options.json_file, json.dump(2) + "\n");
  if (options.json) {
    std::cout << json.dump(2) << '\n';
    return;
  }

  std::vector<ReportColumn> columns;
  std::vector<GradedColumn> graded;
  for (std::size_t i = 0; i < evaluations.size(); ++i) {
    print_about(evaluations[i]);
    const std::string name = single ? (first.fit ? "held-out" : "model") : names[i];
    columns.push_back({name, evaluations[i].metrics});
    graded.push_back({name, evaluations[i].graded});
  }
  if (single && first.fitted_on) {
    columns.push_back({"(fitted on)", *first.fitted_on});
    graded.push_back({"(fitted on)", *first.graded_fitted_on});
  }
  columns.insert(columns.end(), baselines.begin(), baselines.end());
  if (first.rows.graded()) {
    for (GradedColumn& column : graded_baseline_columns(first, frequent)) {
      graded.push_back(std::move(column));
    }
    std::printf("\nWhat a reader accepts (the rows are graded):\n%s\nJudged by %s, yes or no:\n",
                graded_table(graded).c_str(), judged_by(first.rows).c_str());
  }
  std::printf("%s%s", first.rows.graded() ? "" : "\n", metrics_table(columns).c_str());
  if (first.rows.train_rows == 0) {
    std::printf("(no train split found: the most frequent labels are not shown)\n");
  }
  for (const Evaluation& evaluation : evaluations) {
    if (!options.per_label) break;
    const std::string table =
        first.rows.graded()
            ? graded_label_table(evaluation.graded, evaluation.labels, evaluation.rule.thresholds)
            : label_table(evaluation.metrics, evaluation.labels, evaluation.rule.thresholds);
    std::printf("\n%s", table.c_str());
  }
  if (!options.fit_decision.empty()) print_fit(first, options.fit_decision);
  if (!options.report.empty()) {
    std::printf("\nReport written to %s\n", (options.report / kReportPage).c_str());
  }
}

}  // namespace

void add_verb(CLI::App& parent) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = parent.add_subcommand("evaluate", "Measure a model on a split");
  verb->description(
      "Measure a model on a split, beside the trivial answers: no tags at all, and the same\n"
      "frequent tags for every row. The model may be a bundle, a checkpoint folder, an ONNX file\n"
      "or an instant tier's model; long texts are read in overlapping windows, as `linnet\n"
      "classify` does.\n"
      "Several models, or several tiers of a bundle, are set side by side.\n"
      "Where rows are graded (`linnet preprocess --help`), the figures say what a reader accepts, "
      "and\n"
      "stand above those of yes or no; tags that the data sets' own authors chose are judged too.");
  verb->add_option(
          "--model", options->models,
          "Bundle or checkpoint folder, .onnx file, or instant tier's model (.bin); several "
          "to set them side by side")
      ->required();
  verb->add_option("--head", options->heads,
                   "Head of an .onnx file that gives embeddings, from `linnet export --head`: one "
                   "for all models, one for each, or several of one encoder")
      ->check(CLI::ExistingFile);
  verb->add_option("--tier", options->tiers,
                   "Which tier of a bundle: one for all models, one for each, or several of one "
                   "bundle")
      ->check(CLI::IsMember({"instant", "full"}))
      ->capture_default_str();
  verb->add_option("--name", options->names, "What to call each model in tables [its file's name]");
  verb->add_option("--examples", options->rows.examples, "examples.jsonl of `linnet preprocess`");
  verb->add_option("--shards", options->rows.shards,
                   "Folder of `linnet tokenize` with SPLIT.shard.safetensors, or one such file");
  verb->add_option("--split", options->rows.split, "The rows to measure on")->capture_default_str();
  verb->add_option("--train-split", options->rows.train_split,
                   "The rows in which the most frequent labels are counted")
      ->capture_default_str();
  verb->add_flag("--titles-alone", options->rows.titles_alone,
                 "Leave the descriptions out: what a visitor gets who has typed a title");
  verb->add_option("--tokenizer", options->model.tokenizer,
                   "tokenizer.model [the bundle's, or the one beside the model]");
  verb->add_option(
          "--encoder-tokenizer", options->model.encoder_tokenizer,
          "Tokenizer of an encoder that reads other pieces than --tokenizer, which then is "
          "that of the instant tier and the detector")
      ->check(CLI::ExistingFile);
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
  verb->add_flag("--own-decision", options->own_decision,
                 "With --report: judge each model by its bundle's own rule. Honest only on rows on "
                 "which that was not fitted");
  verb->add_option(
          "--blend", options->model.blend,
          "Instant tier's model to blend into each encoder: logits + weight * logits of the "
          "model. --fit-decision finds the weight and keeps it in the rule")
      ->check(CLI::ExistingFile);
  verb->add_option(
          "--detector", options->model.detector,
          "What tells data sets from other texts, from `linnet train detector`: rows that it "
          "refuses get no tag [the bundle's, if it has one]")
      ->check(CLI::ExistingFile);
  verb->add_option("--max-tags", options->max_tags, "Tags a row at most, where a rule is fitted")
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
  verb->add_option("--report", options->report,
                   "Write report.html, a page that needs no other file, and report.json into this "
                   "folder. Each row is then judged by a rule fitted on the other rows, unless "
                   "--decision or --own-decision is given");
  verb->add_option("--resamples", options->bootstrap.resamples,
                   "Bootstrap resamples for the report's 95% intervals")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  verb->add_option("--seed", options->bootstrap.seed, "Of the resamples")->capture_default_str();
  verb->add_option("--learning-curve", options->learning_curve,
                   "CSV with the columns share, rows, model, micro_f1 (and macro_f1), a line a "
                   "run, to show in the report");
  verb->footer(
      "Example:\n"
      "  linnet evaluate --model run/encoder.int8.onnx --examples run/examples.jsonl \\\n"
      "    --tokenizer run/tokenizer.model --fit-decision run/full.decision.json\n"
      "  linnet evaluate --model model --tier instant full --examples run/examples.jsonl \\\n"
      "    --report run/report\n"
      "For a learning curve, train on shares of the train rows and evaluate each model with\n"
      "--fit-decision; scripts/learning-curve does so for the instant tier and prints the CSV.");
  verb->callback([options] { run(*options); });
}

}  // namespace linnet::evaluate
