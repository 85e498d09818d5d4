#include "native/classify/command.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/decision.h"
#include "core/error.h"
#include "native/classify/classifier.h"
#include "native/classify/input_stream.h"
#include "native/classify/model_folder.h"
#include "native/classify/output.h"
#include "native/classify/row_reader.h"
#include "native/program.h"
#include "native/progress/progress.h"
#include "native/runtime/parallel.h"

namespace linnet::classify {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kRowsAtOnce = 128;  // rows in memory before they are classified
constexpr std::size_t kBytesAtOnce = std::size_t{8} << 20;
constexpr int kExitOutputClosed = 141;  // what a shell shows for a program that SIGPIPE ended

struct Options {
  std::string title;
  std::string description;
  std::vector<fs::path> inputs;
  fs::path model;
  ClassifierOptions classifier;
  InputFormat format = InputFormat::kAuto;
  RowFields fields;
  bool json = false;
  bool soft_labels = false;
};

InputFormat format_of(const Options& options, const fs::path& path) {
  if (options.format != InputFormat::kAuto) return options.format;
  if (path.extension() == ".csv") return InputFormat::kCsv;
  if (path.extension() == ".jsonl" || path.extension() == ".ndjson") return InputFormat::kJsonLines;
  return InputFormat::kAuto;
}

// Rows gathered until there are enough of them or the input pauses; results leave in their order.
class Filter {
 public:
  Filter(const Classifier& classifier, const Options& options)
      : classifier_(classifier), options_(options) {}

  // Returns the count of rows that were skipped.
  std::size_t run(InputStream& input, InputFormat format) {
    std::size_t bad_rows = 0;
    Progress progress("classify", 0, "rows");
    RowReader reader(
        format, options_.fields, input.name(), [this](InputRow&& row) { take(std::move(row)); },
        [&bad_rows](const std::string& message) {
          std::cerr << "linnet classify: " << message << "; row skipped\n";
          ++bad_rows;
        });
    while (true) {
      // An engine that sends a row and waits for its answer gets it now.
      if (!rows_.empty() && input.would_wait()) classify_rows();
      const std::string_view chunk = input.read();
      if (chunk.empty()) break;
      reader.feed(chunk);
      if (input.size() > 0) {
        progress.update(rows_done_, std::to_string(100 * input.bytes_read() / input.size()) + "%");
      }
    }
    reader.finish();
    classify_rows();
    return bad_rows;
  }

 private:
  void take(InputRow&& row) {
    bytes_ += row.title.size() + row.description.size();
    rows_.push_back(std::move(row));
    if (rows_.size() >= kRowsAtOnce || bytes_ >= kBytesAtOnce) classify_rows();
  }

  void classify_rows() {
    if (rows_.empty()) return;
    std::string lines;
    const std::vector<ClassifiedRow> results = classifier_.classify(rows_);
    for (std::size_t i = 0; i < results.size(); ++i) {
      lines += options_.soft_labels ? to_example_line(rows_[i], results[i], classifier_.labels())
                                    : to_json_line(results[i], classifier_.labels());
      lines += '\n';
    }
    rows_done_ += rows_.size();
    rows_.clear();
    bytes_ = 0;
    write_output(lines);
  }

  const Classifier& classifier_;
  const Options& options_;
  std::vector<InputRow> rows_;
  std::size_t bytes_ = 0;
  std::size_t rows_done_ = 0;
};

// The full tier unless told otherwise; a bundle without one answers with what it has, and says so.
std::string choose_tier(const BundleFolder& bundle, const std::string& asked) {
  if (!asked.empty()) return asked;
  if (bundle.manifest().tiers.contains(kFullTier)) return kFullTier;
  std::cerr << "linnet classify: " << bundle.path().string()
            << " has no full tier; the instant tier answers\n";
  return kInstantTier;
}

void classify_text(const Classifier& classifier, const Options& options, const std::string& tier) {
  const InputRow row{"1", options.title, options.description};
  const ClassifiedRow result = classifier.classify(std::span(&row, 1)).front();
  if (::isatty(STDOUT_FILENO) == 1 && !options.json && !options.classifier.all) {
    write_output(to_table(result, classifier.labels(), tier));
  } else {
    write_output(to_json_line(result, classifier.labels()) + "\n");
  }
}

void run(Options options) {
  // A file's name in the place of a title means its rows.
  if (!options.title.empty() && options.description.empty() && options.inputs.empty() &&
      (options.title == "-" || fs::is_regular_file(options.title))) {
    options.inputs.emplace_back(std::exchange(options.title, {}));
  }
  const bool one_text = !options.title.empty() || !options.description.empty();
  if (one_text && !options.inputs.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "give either a text or --input, not both");
  }
  if (!one_text && options.inputs.empty()) {
    if (::isatty(STDIN_FILENO) == 1) {
      throw Error(ErrorCode::kInvalidArgument,
                  "nothing to classify: give a title, a file, or rows on standard input; "
                  "`linnet classify --help` has examples");
    }
    options.inputs.emplace_back("-");
  }
  if (options.soft_labels) {
    if (one_text) throw Error(ErrorCode::kInvalidArgument, "--soft-labels are of rows of a file");
    options.classifier.all = options.classifier.uncalibrated = true;
  }
  const BundleFolder bundle(find_model(options.model));
  options.classifier.tier = choose_tier(bundle, options.classifier.tier);
  const Classifier classifier(bundle, options.classifier);
  try {
    if (one_text) {
      classify_text(classifier, options, options.classifier.tier);
      return;
    }
    std::size_t bad_rows = 0;
    Filter filter(classifier, options);
    for (const fs::path& path : options.inputs) {
      InputStream input = path == "-" ? InputStream::standard_input() : InputStream::open(path);
      bad_rows += filter.run(input, format_of(options, path));
    }
    if (bad_rows > 0) {
      std::cerr << "linnet classify: " << bad_rows << " rows skipped\n";
      throw CLI::RuntimeError(kExitPartial);
    }
  } catch (const OutputClosed&) {
    throw CLI::RuntimeError(kExitOutputClosed);
  }
}

}  // namespace

void add_verb(CLI::App& parent) {
  auto options = std::make_shared<Options>();
  options->classifier.tier.clear();
  options->classifier.threads = usable_processors();
  CLI::App* verb = parent.add_subcommand("classify", "Say which tags fit a text");
  verb->description(
      "Say which tags fit a data set, from its title and description; or those of every row of a\n"
      "CSV file with a header, or of JSON Lines, from files or standard input, as JSON Lines on\n"
      "standard output in the same order. Rows come out as soon as the input pauses, so it works\n"
      "as a filter. Rows that cannot be read are told on standard error and skipped; the exit\n"
      "status is then 3.");
  verb->add_option("text", options->title,
                   "Title of the data set; the name of a file, or -, means rows to read");
  verb->add_option("-d,--description", options->description, "Description of the data set");
  verb->add_option("-i,--input", options->inputs, "Files of rows; - is standard input");
  verb->add_option(
      "-m,--model", options->model,
      "Bundle [$LINNET_MODEL, else share/linnet/model beside the program, else model]");
  verb->add_option("--tier", options->classifier.tier,
                   "instant: the small models; full: the encoder [full, where there is one]")
      ->check(CLI::IsMember({"instant", "full"}));
  verb->add_option("--top", options->classifier.top,
                   "Give this many tags, whatever their thresholds")
      ->check(CLI::PositiveNumber);
  verb->add_option(
          "--strictness", options->classifier.shift,
          "How sure a tag must be: 2 gives sure tags only, -2 anything plausible; added to\n"
          "the log-odds of every threshold. What it gains and costs is in manifest.json,\n"
          "operating_points")
      ->check(CLI::Range(-kMaxShift, kMaxShift))
      ->capture_default_str();
  verb->add_option("--exclude", options->classifier.excluded,
                   "Label that is never given; may be repeated")
      ->allow_extra_args(false)
      ->option_text("LABEL");
  verb->add_option("--require", options->classifier.required,
                   "Label that is always given; may be repeated")
      ->allow_extra_args(false)
      ->option_text("LABEL");
  verb->add_flag(
      "--any-text", options->classifier.any_text,
      "Tag texts too that do not read like the description of a data set; else they get\n"
      "no tag, and \"data_set\" is false");
  verb->add_flag(
      "--read-all", options->classifier.read_all,
      "Read all of a long text, window after window, where the full tier else reads its\n"
      "beginning; slower by as many times as there are windows");
  verb->add_flag("--all", options->classifier.all, "Add the probabilities of all labels");
  verb->add_flag(
      "--soft-labels", options->soft_labels,
      "Write the rows as examples for `linnet tokenize --examples`, with the probabilities of\n"
      "all labels, not calibrated: what this model knows, for another one to learn");
  verb->add_option("--threads", options->classifier.threads, "Threads to compute on")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  const std::map<std::string, InputFormat> formats{
      {"auto", InputFormat::kAuto}, {"csv", InputFormat::kCsv}, {"jsonl", InputFormat::kJsonLines}};
  verb->add_option("--format", options->format,
                   "Format of the rows; auto goes by the file's name or first byte")
      ->transform(CLI::CheckedTransformer(formats, CLI::ignore_case))
      ->option_text("auto|csv|jsonl [auto]");
  verb->add_option("--title-column", options->fields.title, "Column or member with the title")
      ->capture_default_str();
  verb->add_option("--description-column", options->fields.description,
                   "Column or member with the description, which may be missing")
      ->capture_default_str();
  verb->add_option("--id-column", options->fields.id,
                   "Column or member with the id [id, else url, else the row's number]");
  verb->add_flag("--json", options->json, "JSON for a single text on a terminal, too");
  verb->footer(
      "Examples:\n"
      "  linnet classify \"Daily rainfall in Kenya\" -d \"Measured at 40 stations since 1950.\"\n"
      "  linnet classify datasets.csv > tags.jsonl\n"
      "  cat rows.jsonl | linnet classify - --tier instant --top 3\n"
      "  linnet classify datasets.csv --strictness 1 --exclude Tabular --exclude Beginner");
  verb->callback([options] { run(*options); });
}

}  // namespace linnet::classify
