#include "native/export/command.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "core/error.h"
#include "native/export/checkpoint_head.h"
#include "native/export/encoder_graph.h"
#include "native/files/files.h"
#include "native/hash/sha256.h"

namespace linnet::export_onnx {
namespace {

struct Options {
  std::filesystem::path checkpoint;
  std::filesystem::path output;
  std::filesystem::path head;  // empty: it stays in the graph
  EncoderGraphOptions graph;
  bool json = false;
};

// What a checkpoint consists of: its weights may be in pieces of any name.
void refuse_inputs(const std::filesystem::path& checkpoint, const std::filesystem::path& output) {
  for (const auto& entry : std::filesystem::directory_iterator(checkpoint)) {
    const auto kind = entry.path().extension();
    if (kind == ".safetensors" || kind == ".json" || kind == ".model") {
      refuse_same_file(entry.path(), output);
    }
  }
}

void run(const Options& options) {
  const bool head_in_graph = options.head.empty();
  refuse_inputs(options.checkpoint, options.output);
  if (!head_in_graph) {
    refuse_inputs(options.checkpoint, options.head);
    if (std::filesystem::weakly_canonical(options.head) ==
        std::filesystem::weakly_canonical(options.output)) {
      throw Error(ErrorCode::kInvalidArgument,
                  "--head: " + options.head.string() + " is the model itself; choose another file");
    }
  }
  const CheckpointFile checkpoint = read_checkpoint_file(options.checkpoint);
  EncoderGraphOptions graph = options.graph;
  graph.head_in_graph = head_in_graph;
  // What was kept beside the weights is what they were trained with.
  const auto tokenizer = options.checkpoint / "tokenizer.model";
  if (std::filesystem::exists(tokenizer)) graph.tokenizer_sha256 = sha256(read_file(tokenizer));
  const OnnxModel model = encoder_graph(checkpoint, graph);
  const std::string bytes = serialize_onnx(model);
  const std::string head = head_in_graph ? "" : classification_head(checkpoint).serialize();
  write_file_atomic(options.output, bytes);
  if (!head_in_graph) write_file_atomic(options.head, head);
  const EncoderConfig& config = checkpoint.config;
  if (options.json) {
    nlohmann::json json{{"file", options.output.string()},
                        {"bytes", bytes.size()},
                        {"nodes", model.graph.nodes.size()},
                        {"labels", config.labels.size()},
                        {"max_tokens", config.max_tokens()}};
    if (!head_in_graph) json["head"] = {{"file", options.head.string()}, {"bytes", head.size()}};
    std::cout << json.dump() << '\n';
    return;
  }
  std::cout << options.output.string() << ": " << bytes.size() << " bytes, "
            << model.graph.nodes.size() << " nodes, " << config.num_hidden_layers << " layers x "
            << config.hidden_size << ", " << config.labels.size() << " labels, at most "
            << config.max_tokens() << " tokens\n";
  if (!head_in_graph) std::cout << options.head.string() << ": " << head.size() << " bytes\n";
}

}  // namespace

void add_verb(CLI::App& parent) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = parent.add_subcommand("export", "Write a checkpoint as an ONNX model");
  verb->description(
      "Write a checkpoint as an ONNX model in 32-bit floats.\n"
      "Reads config.json and model.safetensors of a RobertaForSequenceClassification,\n"
      "BertForSequenceClassification or MPNetForSequenceClassification, ours or Hugging Face's.\n"
      "The model takes input_ids and attention_mask (int64, batch x sequence) and gives\n"
      "logits (float, batch x labels). Make it small with `linnet quantize`.");
  verb->add_option("checkpoint", options->checkpoint, "Folder with config.json, model.safetensors")
      ->required()
      ->check(CLI::ExistingDirectory);
  verb->add_option("-o,--output", options->output, "ONNX file to write")->required();
  verb->add_option(
      "--head", options->head,
      "Write the classifier here, a small file, for --head of `linnet evaluate` and\n"
      "--full-head of `linnet bundle`. The model then gives the embedding that it reads\n"
      "(float, batch x hidden size) in place of logits, and serves other heads too");
  verb->add_option("--name", options->graph.name, "Name kept in the model's metadata")
      ->capture_default_str();
  const std::map<std::string, Operators> operators{{"standard", Operators::kStandard},
                                                   {"fused", Operators::kFused}};
  verb->add_option("--operators", options->graph.operators,
                   "fused: with ONNX Runtime's own operators, which start sooner in a browser; "
                   "standard: for any runtime of ONNX opset 17")
      ->transform(CLI::CheckedTransformer(operators, CLI::ignore_case))
      ->option_text("fused|standard [fused]");
  verb->add_flag("--json", options->json, "Print the summary as JSON");
  verb->footer(
      "Examples:\n"
      "  linnet export run/encoder/best -o run/encoder.onnx --head run/head.bin\n"
      "  linnet export run/encoder/best -o run/encoder.onnx     # one file, which gives logits");
  verb->callback([options] { run(*options); });
}

}  // namespace linnet::export_onnx
