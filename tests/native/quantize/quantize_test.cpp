#include "native/quantize/quantize.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "core/error.h"
#include "native/export/encoder_graph.h"
#include "native/export/graph_builder.h"
#include "native/files/files.h"
#include "native/quantize/command.h"
#include "native/runtime/encoder_session.h"
#include "tests/native/export/random_checkpoint.h"
#include "tests/native/run_verb.h"
#include "tests/temporary_folder.h"

namespace linnet {
namespace {

using Catch::Matchers::Contains;

OnnxModel random_model(const EncoderConfig& config, Operators operators, std::uint32_t seed) {
  const TemporaryFolder folder;
  test::write_random_checkpoint(folder.path(), config, seed);
  return encoder_graph(read_checkpoint_file(folder.path()), {"tiny", operators});
}

EncoderConfig small_config() {
  EncoderConfig config = test::tiny_config();
  config.hidden_size = 64;
  config.intermediate_size = 256;
  return config;
}

std::vector<float> logits_of(const OnnxModel& model) {
  const std::vector<std::int32_t> ids{0, 5, 6, 7, 2, 31, 39, 8, 20, 21, 22, 2};
  const std::span<const std::int32_t> window(ids);
  return EncoderSession(serialize_onnx(model), "model", 1).run(std::span(&window, 1));
}

int run_quantize(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "quantize");
  return test::run_verb(quantize::add_verb, arguments);
}

TEST_CASE("8-bit logits stay close to the float ones") {
  const auto operators = GENERATE(Operators::kStandard, Operators::kFused);
  const auto model = random_model(small_config(), operators, 1);
  QuantizeReport report;
  const auto expected = logits_of(model);
  const auto logits = logits_of(quantize_model(model, report));
  REQUIRE(logits.size() == expected.size());
  double error = 0, size = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    error += std::pow(logits[i] - expected[i], 2);
    size += std::pow(expected[i], 2);
  }
  CHECK(std::sqrt(error / size) < 0.05);
  CHECK(error > 0);  // it is another model, after all
}

TEST_CASE("all weights of matrices and embeddings leave as 8-bit integers") {
  const auto model = random_model(small_config(), Operators::kFused, 2);
  QuantizeReport report;
  const auto result = quantize_model(model, report);
  // Of a layer: query, key and value together, output, two of the feed-forward; then the
  // classifier.
  CHECK(report.matrices == 2 * 5 + 2);
  CHECK(report.tables == 2);
  for (const auto& tensor : result.graph.initializers) {
    if (tensor.type == OnnxType::kFloat) CHECK(tensor.dims.size() < 2);
  }
  for (const auto& node : result.graph.nodes) CHECK(node.op_type != "MatMul");
  CHECK(result.find_metadata(kMetadataLabels) == "5");
}

TEST_CASE("the size is within 2% of one byte a parameter") {
  EncoderConfig config = test::tiny_config();
  config.vocab_size = 16000;
  config.hidden_size = 256;
  config.num_hidden_layers = 4;
  config.intermediate_size = 1024;
  config.max_position_embeddings = 258;
  config.labels.assign(103, "");
  for (std::size_t i = 0; i < config.labels.size(); ++i) {
    config.labels[i] = "label " + std::to_string(i);
  }
  QuantizeReport report;
  const auto result = quantize_model(random_model(config, Operators::kFused, 3), report);
  const double ratio =
      static_cast<double>(serialize_onnx(result).size()) / static_cast<double>(report.parameters);
  CHECK(ratio > 0.98);
  CHECK(ratio < 1.02);
}

TEST_CASE("a table that something else reads too stays in floats") {
  auto model = random_model(small_config(), Operators::kStandard, 4);
  const std::string table = "roberta.embeddings.word_embeddings.weight";
  GraphBuilder(model.graph).node("ReduceSum", {table}, "table_sum");
  QuantizeReport report;
  const auto result = quantize_model(model, report);
  const auto& tensors = result.graph.initializers;
  CHECK(report.tables == 1);
  CHECK(std::any_of(tensors.begin(), tensors.end(),
                    [&](const auto& tensor) { return tensor.name == table; }));
}

TEST_CASE("a model that is quantised already is refused") {
  QuantizeReport report;
  const auto once = quantize_model(random_model(small_config(), Operators::kFused, 5), report);
  CHECK_THROWS_WITH(quantize_model(once, report), Contains("quantised before"));
}

TEST_CASE("an initialiser with too few bytes is refused by name") {
  auto model = random_model(small_config(), Operators::kFused, 6);
  for (auto& tensor : model.graph.initializers) {
    if (tensor.name == "classifier.dense.weight") tensor.raw_data = "abc";
  }
  QuantizeReport report;
  CHECK_THROWS_WITH(quantize_model(model, report), Contains("classifier.dense.weight"));
}

TEST_CASE("`linnet quantize` writes a model that loads, and refuses its own input as output") {
  const TemporaryFolder folder;
  const auto input = folder.path() / "model.onnx";
  const auto output = folder.path() / "int8.onnx";
  write_file_atomic(input, serialize_onnx(random_model(small_config(), Operators::kFused, 7)));
  CHECK(run_quantize({input.string(), "-o", output.string()}) == 0);
  CHECK(EncoderSession(read_file(output), "int8", 1).output_size() == 5);
  CHECK(std::filesystem::file_size(output) < std::filesystem::file_size(input) / 2);
  CHECK(run_quantize({input.string(), "-o", input.string()}) == kExitBadInput);

  write_file_atomic(input, "no model");
  CHECK(run_quantize({input.string(), "-o", output.string()}) == kExitBadInput);
  CHECK(EncoderSession(read_file(output), "int8", 1).output_size() == 5);
}

}  // namespace
}  // namespace linnet
