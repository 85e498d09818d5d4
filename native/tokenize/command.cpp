#include "native/tokenize/command.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/error.h"
#include "native/files/files.h"
#include "native/hash/sha256.h"
#include "native/input/documents.h"
#include "native/program.h"
#include "native/progress/progress.h"
#include "native/tokenize/shard_builder.h"

namespace linnet::tokenize {
namespace {

struct Arguments {
  std::vector<std::filesystem::path> examples;
  std::filesystem::path labels;
  std::filesystem::path tokenizer;
  std::filesystem::path output;
  DocumentSources documents;
  std::string documents_name = "text";
  bool json = false;
};

// Split names become file names, so they must not lead elsewhere.
void check_name(const std::string& name) {
  if (name.empty() || name.find_first_of("/\\") != std::string::npos || name.starts_with('.')) {
    throw Error(ErrorCode::kInvalidFormat,
                "split \"" + name + "\" cannot be a file name; use train, valid or the like");
  }
}

void run(const Arguments& arguments) {
  if (!arguments.examples.empty() && arguments.labels.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "--examples needs --labels");
  }
  const std::string model = read_file(arguments.tokenizer);
  const Tokenizer tokenizer = parse_bytes_of(arguments.tokenizer, model, Tokenizer::parse);
  const std::string hash = sha256(model);
  std::optional<LabelSet> labels;
  if (!arguments.labels.empty()) labels = parse_file(arguments.labels, LabelSet::parse);

  std::map<std::string, ShardBuilder> builders;
  const auto builder = [&](const std::string& split, const LabelSet* names) -> ShardBuilder& {
    const auto found = builders.find(split);
    if (found != builders.end()) return found->second;
    check_name(split);
    return builders.try_emplace(split, tokenizer, hash, names, split).first->second;
  };

  Progress rows("tokenize", 0, "texts");
  std::uint64_t done = 0;
  for (const auto& path : arguments.examples) {
    read_examples(path, "", [&](Example&& example) {
      builder(example.split, &*labels).add(example);
      rows.update(++done);
    });
  }
  std::size_t bad_rows = 0;
  if (!arguments.documents.text_files.empty() || !arguments.documents.csv_files.empty()) {
    if (builders.contains(arguments.documents_name)) {
      throw Error(ErrorCode::kInvalidArgument,
                  "--name " + arguments.documents_name + ": a split of the examples has this name");
    }
    ShardBuilder& text = builder(arguments.documents_name, nullptr);
    DocumentEvents events;
    events.on_document = [&](std::string_view document) {
      text.add_document(document);
      rows.update(++done);
    };
    events.on_bad_row = [](const std::string& message) {
      std::cerr << message << "; row skipped\n";
    };
    bad_rows = read_documents(arguments.documents, events);
  }
  if (builders.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "nothing to read; give --examples, --text or --csv");
  }

  nlohmann::ordered_json summary = nlohmann::ordered_json::array();
  for (const auto& [split, shard_builder] : builders) {
    const auto path = arguments.output / (split + ".shard.safetensors");
    for (const auto& input : arguments.examples) refuse_same_file(input, path);
    const Shard& shard = shard_builder.shard();
    write_shard(path, shard);
    summary.push_back({{"split", split},
                       {"file", path.string()},
                       {"rows", shard.rows()},
                       {"pieces", shard.ids.size()},
                       {"labels", shard.label_names.size()},
                       {"truncated_texts", shard_builder.truncated_texts()}});
    if (!arguments.json) {
      std::printf("%s: %zu rows, %zu pieces, %zu labels\n", path.c_str(), shard.rows(),
                  shard.ids.size(), shard.label_names.size());
    }
  }
  if (arguments.json) std::cout << summary.dump(2) << '\n';
  if (bad_rows > 0) throw CLI::RuntimeError(kExitPartial);
}

}  // namespace

void add_verb(CLI::App& parent) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* verb = parent.add_subcommand(
      "tokenize",
      "Turn examples and running text into shards: files of piece ids that the trainers read\n"
      "without a tokenizer. Writes OUTPUT/SPLIT.shard.safetensors, one for each split of the\n"
      "examples and one for all running text.");
  verb->add_option("--examples", arguments->examples,
                   "examples.jsonl of `linnet preprocess`, or rows of `linnet classify "
                   "--soft-labels`; may be several. A row goes to the shard of its split");
  verb->add_option("--labels", arguments->labels, "labels.json: the order of the label columns");
  verb->add_option("--tokenizer", arguments->tokenizer,
                   "tokenizer.model of `linnet tokenizer train`")
      ->required();
  verb->add_option("-o,--output", arguments->output, "Folder to write to; made where missing")
      ->required();
  verb->add_option(
      "--text", arguments->documents.text_files,
      "Text for pretraining, one document a line; may be compressed (xz, gzip, zip). FILE@0.1 "
      "takes a tenth of the documents");
  verb->add_option(
      "--csv", arguments->documents.csv_files,
      "CSV files, one document a row; may be compressed (xz, gzip, zip) and end in @SHARE");
  verb->add_option("--columns", arguments->documents.columns,
                   "Columns of the CSV files that hold text, those that a file has")
      ->delimiter(',')
      ->capture_default_str();
  verb->add_option("--name", arguments->documents_name, "Name of the shard of running text")
      ->capture_default_str();
  verb->add_flag("--json", arguments->json, "Print the summary as JSON");
  verb->footer(
      "Example:\n"
      "  linnet tokenize --examples run/data/examples.jsonl --labels run/data/labels.json \\\n"
      "    --tokenizer run/tokenizer.model -o run/shards\n"
      "To learn from a model's answers too, to rows that nobody has tagged:\n"
      "  linnet classify untagged.csv --any-text --soft-labels > run/soft.jsonl\n"
      "  linnet tokenize --examples run/data/examples.jsonl run/soft.jsonl \\\n"
      "    --labels run/data/labels.json --tokenizer run/tokenizer.model -o run/shards");
  verb->callback([arguments] { run(*arguments); });
}

}  // namespace linnet::tokenize
