#include "native/quantize/command.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "core/error.h"
#include "native/files/files.h"
#include "native/quantize/quantize.h"

namespace linnet::quantize {
namespace {

struct Options {
  std::filesystem::path model;
  std::filesystem::path output;
  bool json = false;
};

void run(const Options& options) {
  refuse_same_file(options.model, options.output);
  const std::string source = read_file(options.model);
  const OnnxModel model = parse_onnx(source, options.model.string());
  QuantizeReport report;
  std::string bytes;
  try {
    bytes = serialize_onnx(quantize_model(model, report));
  } catch (const Error& error) {
    throw Error(error.code(), options.model.string() + ": " + error.what());
  }
  write_file_atomic(options.output, bytes);
  const double bytes_per_parameter =
      static_cast<double>(bytes.size()) / static_cast<double>(report.parameters);
  if (options.json) {
    std::cout << nlohmann::json{{"file", options.output.string()},
                                {"bytes", bytes.size()},
                                {"bytes_before", source.size()},
                                {"parameters", report.parameters},
                                {"bytes_per_parameter", bytes_per_parameter},
                                {"matrices", report.matrices},
                                {"tables", report.tables}}
                     .dump()
              << '\n';
    return;
  }
  std::printf("%s: %zu bytes (from %zu), %.3f a parameter; %zu matrices and %zu tables in int8\n",
              options.output.c_str(), bytes.size(), source.size(), bytes_per_parameter,
              report.matrices, report.tables);
}

}  // namespace

void add_verb(CLI::App& parent) {
  auto options = std::make_shared<Options>();
  CLI::App* verb = parent.add_subcommand("quantize", "Make an ONNX model four times smaller");
  verb->description(
      "Make an ONNX model four times smaller, and faster: weights and embeddings in 8 bits.\n"
      "Weights get a scale for each output, embeddings one for each row; the scale of activations\n"
      "is found while the model runs, so no sample data are needed. Measure what it costs with\n"
      "`linnet evaluate` on both files.");
  verb->add_option("model", options->model, "ONNX model in floats, from `linnet export`")
      ->required()
      ->check(CLI::ExistingFile);
  verb->add_option("-o,--output", options->output, "ONNX file to write")->required();
  verb->add_flag("--json", options->json, "Print the summary as JSON");
  verb->footer("Example:\n  linnet quantize run/encoder.onnx -o run/encoder.int8.onnx");
  verb->callback([options] { run(*options); });
}

}  // namespace linnet::quantize
