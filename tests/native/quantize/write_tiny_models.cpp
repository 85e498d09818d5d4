// write_tiny_models FOLDER: float and 8-bit models of random weights with what they give
// natively, for the test of the same files in the browser's runtime.
#include <cstdio>
#include <exception>
#include <nlohmann/json.hpp>

#include "native/export/encoder_graph.h"
#include "native/files/files.h"
#include "native/quantize/quantize.h"
#include "native/runtime/encoder_session.h"
#include "tests/native/export/random_checkpoint.h"

namespace {

using namespace linnet;

void write_models(const std::filesystem::path& folder) {
  EncoderConfig config = test::tiny_config();
  config.hidden_size = 64;
  config.intermediate_size = 256;
  test::write_random_checkpoint(folder / "checkpoint", config, 9);
  const CheckpointFile checkpoint = read_checkpoint_file(folder / "checkpoint");
  const std::vector<std::int32_t> ids{0, 5, 6, 7, 2, 31, 39, 8, 20, 21, 22, 2};
  const std::span<const std::int32_t> window(ids);
  nlohmann::json list = nlohmann::json::array();
  const auto add = [&](const std::string& name, const OnnxModel& model, double tolerance) {
    const std::string bytes = serialize_onnx(model);
    write_file_atomic(folder / name, bytes);
    const EncoderSession session(bytes, name, 1);
    list.push_back({{"file", name},
                    {"ids", ids},
                    {"output", to_string(session.output())},
                    {"values", session.run(std::span(&window, 1))},
                    {"tolerance", tolerance}});
  };
  struct Form {
    const char* name;
    Operators operators;
    bool head_in_graph;
  };
  for (const auto& [name, operators, head_in_graph] :
       {Form{"standard", Operators::kStandard, true}, Form{"fused", Operators::kFused, true},
        Form{"embedding", Operators::kFused, false}}) {
    const auto model = encoder_graph(
        checkpoint, {.name = name, .operators = operators, .head_in_graph = head_in_graph});
    QuantizeReport report;
    add(std::string(name) + ".onnx", model, 1e-4);
    // Rounding to 8 bits falls differently where floats differ in their last digits.
    add(std::string(name) + ".int8.onnx", quantize_model(model, report), 0.1);
  }
  write_file_atomic(folder / "models.json", list.dump());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: write_tiny_models FOLDER\n");
    return 2;
  }
  try {
    write_models(argv[1]);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "write_tiny_models: %s\n", error.what());
    return 1;
  }
}
