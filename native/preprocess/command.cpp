#include "native/preprocess/command.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "native/files/files.h"
#include "native/preprocess/preprocess.h"
#include "native/preprocess/report.h"
#include "native/program.h"

namespace linnet::preprocess {
namespace {

struct Arguments {
  Options options;
  std::filesystem::path output;
  std::filesystem::path labels;
  std::filesystem::path renames;
  std::vector<std::string> hold_out;  // SPLIT SHARE COLUMN VALUE...
  bool json = false;
};

HoldOut parse_hold_out(const std::vector<std::string>& words) {
  HoldOut hold_out{words[0], 0, words[2], {words.begin() + 3, words.end()}};
  if (!CLI::detail::lexical_cast(words[1], hold_out.share) ||
      !(hold_out.share > 0 && hold_out.share < 1)) {
    throw Error(ErrorCode::kInvalidArgument,
                "--hold-out: the share " + words[1] + " must be a number between 0 and 1");
  }
  return hold_out;
}

void run(Arguments& arguments) {
  Options& options = arguments.options;
  const auto examples_path = arguments.output / "examples.jsonl";
  const auto labels_path = arguments.output / "labels.json";
  refuse_same_file(options.input, examples_path);
  if (!arguments.labels.empty()) {
    // The same labels may be written over themselves only as another file.
    refuse_same_file(arguments.labels, labels_path);
    options.labels = parse_file(arguments.labels, LabelSet::parse);
  }
  if (!arguments.renames.empty()) {
    options.renames = parse_file(arguments.renames, TagRenames::parse);
  }
  if (!arguments.hold_out.empty()) options.hold_out = parse_hold_out(arguments.hold_out);
  const Result result = preprocess(
      options, [](const std::string& message) { std::cerr << message << "; row skipped\n"; });

  AtomicFile examples(examples_path);
  for (const Example& example : result.examples) examples.write(to_json(example) + "\n");
  const auto report = report_json(options, result);
  write_file_atomic(labels_path, result.labels.to_json());
  write_file_atomic(arguments.output / "report.json", report.dump(2) + "\n");
  examples.commit();

  std::cout << (arguments.json ? report.dump(2) + "\n" : report_table(report)) << std::flush;
  if (result.bad_rows > 0) throw CLI::RuntimeError(kExitPartial);
}

}  // namespace

void add_verb(CLI::App& parent) {
  auto arguments = std::make_shared<Arguments>();
  Options& options = arguments->options;
  CLI::App* verb = parent.add_subcommand(
      "preprocess",
      "Turn a CSV table of data sets into labelled examples for training.\n"
      "Drops rows without title or tags, repeated URLs, rare tags and rows left with no label, "
      "and\n"
      "puts texts that nearly repeat each other into the same split. Writes examples.jsonl,\n"
      "labels.json and report.json (rows left after each step).");
  verb->add_option("-i,--input", options.input,
                   "CSV with the columns title, url, description, categories and, where there is "
                   "one, also_fits (in any order, more are ignored); may be compressed (xz, gzip, "
                   "zip)")
      ->required();
  verb->add_option("--tags-column", options.tags_column,
                   "The tags of a row, comma-separated: those that clearly fit")
      ->capture_default_str();
  verb->add_option("--also-fits-column", options.also_fits_column,
                   "Tags that fit less clearly: a model may give them or not")
      ->capture_default_str();
  verb->add_option("--uploader-column", options.uploader_column,
                   "Tags that the data set's own author chose: kept beside the others, for "
                   "`linnet evaluate` to judge");
  verb->add_flag("--keep-untagged", options.keep_untagged,
                 "Keep rows without a tag: they were read, and no tag fits");
  verb->add_option("--urls", options.url_list,
                   "CSV with the column url, of all that was to be collected: the report says how "
                   "many there are, and how many of them the input holds");
  verb->add_option("-o,--output", arguments->output, "Folder to write to; made where missing")
      ->required();
  CLI::Option* labels =
      verb->add_option("--labels", arguments->labels,
                       "Keep exactly these labels, in this order: a JSON file {name: index}");
  verb->add_option("--min-share", options.min_share,
                   "Without --labels: drop tags on a smaller share of the rows than this")
      ->capture_default_str()
      ->excludes(labels);
  verb->add_option("--renames", arguments->renames,
                   "JSON file {old tag: new tag}, applied before tags are counted");
  CLI::Option* split_column = verb->add_option(
      "--split-column", options.split_column,
      "Take each row's split (train, valid, test) from this column instead of drawing it; rows "
      "that nearly repeat a held-out one are dropped from train");
  verb->add_option("--valid", options.shares.valid, "Share of the rows held out as \"valid\"")
      ->capture_default_str()
      ->excludes(split_column);
  verb->add_option("--test", options.shares.test, "Share of the rows held out as \"test\"")
      ->capture_default_str()
      ->excludes(split_column);
  verb->add_option("--seed", options.shares.seed, "Of the draw; the same seed, the same splits")
      ->capture_default_str();
  verb->add_option("--hold-out", arguments->hold_out,
                   "Set this share of some train rows aside as a split of its own, drawn by a hash "
                   "of the title: those where COLUMN holds one of the values")
      ->type_name("SPLIT SHARE COLUMN VALUE...")
      ->expected(4, 1000)
      ->needs(split_column);
  CLI::Option* partial_values =
      verb->add_option("--partial-values", options.partial_values,
                       "Values of --partial-column that mark a row as partly labelled")
          ->delimiter(',');
  verb->add_option("--partial-column", options.partial_column,
                   "Rows where this column holds one of --partial-values get \"partial\": true: "
                   "their missing labels mean nothing, and they are never held out")
      ->needs(partial_values);
  verb->add_option("--similarity", options.similarity,
                   "Descriptions are near-duplicates from this Jaccard similarity of their "
                   "three-word runs")
      ->check(CLI::Range(0.5, 1.0))
      ->capture_default_str();
  verb->add_flag("--json", arguments->json, "Print the report as JSON instead of a table");
  verb->footer(
      "Graded tags. Where somebody has gone through a table and said how well each tag fits, keep "
      "two\n"
      "columns: in one the tags that a curator would give, in the other those that are defensible "
      "and\n"
      "would not be missed; all other tags do not fit. Training gives the second kind a part of a\n"
      "tag's weight, and evaluation neither demands it nor counts it as wrong. A table without "
      "the\n"
      "second column is read as before. A row that was read and has neither is worth keeping\n"
      "(--keep-untagged):\n"
      "  title,url,description,categories,also_fits\n"
      "  Air quality in Utrecht,https://...,\"Hourly NO2 and "
      "PM10\",\"Environment,Weather\",Europe\n"
      "\n"
      "Exit code 3 means done, but broken rows were skipped; each is told on stderr.\n"
      "Example:\n"
      "  linnet preprocess --input dataset_info.csv -o run/data --min-share 0.005 --valid 0.1");
  verb->callback([arguments] { run(*arguments); });
}

}  // namespace linnet::preprocess
