#include "native/export/command.h"
#include "native/export/encoder_graph.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "native/files/files.h"
#include "native/runtime/encoder_session.h"
#include "tests/native/encoder/reference_encoder.h"
#include "tests/native/export/random_checkpoint.h"
#include "tests/native/run_verb.h"
#include "tests/temporary_folder.h"

namespace linnet {
namespace {

using Catch::Matchers::Contains;
using Ids = std::vector<std::int32_t>;

const std::vector<Ids> kTexts = {
    {0, 7, 2},
    {0, 5, 6, 7, 2, 31, 39, 8, 2},
    {0, 5, 5, 5, 5, 2, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 2},
};

std::vector<float> run(const EncoderSession& session, const std::vector<Ids>& texts) {
  std::vector<std::span<const std::int32_t>> windows(texts.begin(), texts.end());
  return session.run(windows);
}

std::vector<double> reference(const CheckpointFile& checkpoint, const Ids& ids) {
  return reference_logits(
      checkpoint.config,
      [&](const std::string& name) { return checkpoint.weights.tensor(name).to_floats(); },
      {ids.begin(), ids.end()});
}

EncoderSession session_of(const CheckpointFile& checkpoint, Operators operators) {
  return EncoderSession(serialize_onnx(encoder_graph(checkpoint, {"tiny", operators})), "model", 1);
}

int run_export(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "export");
  return test::run_verb(export_onnx::add_verb, arguments);
}

TEST_CASE("the exported graph gives the logits of a plain forward pass") {
  const auto pooling = GENERATE(Pooling::kFirst, Pooling::kMean);
  const auto operators = GENERATE(Operators::kStandard, Operators::kFused);
  EncoderConfig config =
      GENERATE(test::tiny_config(), test::tiny_bert_config(), test::tiny_mpnet_config());
  const TemporaryFolder folder;
  config.pooling = pooling;
  test::write_random_checkpoint(folder.path(), config, 1);
  const CheckpointFile checkpoint = read_checkpoint_file(folder.path());
  const EncoderSession session = session_of(checkpoint, operators);
  REQUIRE(session.output_size() == config.labels.size());
  for (const Ids& ids : kTexts) {
    const auto expected = reference(checkpoint, ids);
    const auto logits = run(session, {ids});
    REQUIRE(logits.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
      CHECK(logits[i] == Approx(expected[i]).margin(2e-5));
    }
    CHECK(std::abs(expected[0] - expected[1]) > 1e-3);  // not a constant answer
  }
}

TEST_CASE("padding in a batch changes no logit by more than 1e-5") {
  const auto pooling = GENERATE(Pooling::kFirst, Pooling::kMean);
  const auto operators = GENERATE(Operators::kStandard, Operators::kFused);
  EncoderConfig config =
      GENERATE(test::tiny_config(), test::tiny_bert_config(), test::tiny_mpnet_config());
  const TemporaryFolder folder;
  config.pooling = pooling;
  test::write_random_checkpoint(folder.path(), config, 2);
  const EncoderSession session = session_of(read_checkpoint_file(folder.path()), operators);
  const auto together = run(session, kTexts);
  for (std::size_t row = 0; row < kTexts.size(); ++row) {
    const auto alone = run(session, {kTexts[row]});
    for (std::size_t i = 0; i < alone.size(); ++i) {
      CHECK(together[row * alone.size() + i] == Approx(alone[i]).margin(1e-5));
    }
  }
}

TEST_CASE("the model tells its name, its labels and its token limit") {
  const TemporaryFolder folder;
  const EncoderConfig config = test::tiny_config();
  test::write_random_checkpoint(folder.path(), config, 3);
  const EncoderSession session = session_of(read_checkpoint_file(folder.path()), Operators::kFused);
  CHECK(session.name() == "tiny");
  CHECK(session.max_tokens() == 24);
  CHECK(session.label_names() == config.labels);
  CHECK(session.special_ids() == kRobertaIds);
  const EncoderConfig bert = test::tiny_bert_config();
  test::write_random_checkpoint(folder.path(), bert, 3);
  const EncoderSession other = session_of(read_checkpoint_file(folder.path()), Operators::kFused);
  CHECK(other.special_ids() == bert.tokens());
  CHECK(other.max_tokens() == 24);
}

TEST_CASE("a graph of standard operators asks for nothing beyond ONNX") {
  const TemporaryFolder folder;
  test::write_random_checkpoint(folder.path(), test::tiny_config(), 4);
  const auto model =
      encoder_graph(read_checkpoint_file(folder.path()), {"x", Operators::kStandard});
  for (const auto& node : model.graph.nodes) CHECK(node.domain.empty());
  REQUIRE(model.opsets.size() == 1);
  CHECK(model.opsets[0].version == 17);
  CHECK(model.find_metadata(kMetadataLabels) == "5");
}

TEST_CASE("a tensor of another shape than the config's is refused by name") {
  const TemporaryFolder folder;
  EncoderConfig config = test::tiny_config();
  test::write_random_checkpoint(folder.path(), config, 5);
  config.intermediate_size = 48;
  write_file_atomic(folder.path() / "config.json", to_json(config));
  CHECK_THROWS_WITH(encoder_graph(read_checkpoint_file(folder.path()), {}),
                    Contains("roberta.encoder.layer.0.intermediate.dense.weight") &&
                        Contains("[32,16]") && Contains("[48,16]"));
}

TEST_CASE("a checkpoint without labels, or with another activation, is refused") {
  const TemporaryFolder folder;
  EncoderConfig config = test::tiny_config();
  test::write_random_checkpoint(folder.path(), config, 6);
  auto json = nlohmann::json::parse(to_json(config));
  SECTION("no labels") {
    json.erase("id2label");
    write_file_atomic(folder.path() / "config.json", json.dump());
    CHECK_THROWS_WITH(read_checkpoint_file(folder.path()), Contains("id2label"));
  }
  SECTION("relu") {
    json["hidden_act"] = "relu";
    write_file_atomic(folder.path() / "config.json", json.dump());
    CHECK_THROWS_WITH(read_checkpoint_file(folder.path()), Contains("hidden_act"));
  }
  SECTION("no weights") {
    std::filesystem::remove(folder.path() / "model.safetensors");
    CHECK_THROWS_WITH(read_checkpoint_file(folder.path()), Contains("model.safetensors"));
  }
}

TEST_CASE("`linnet export` writes a model that loads, and spares the weights it read") {
  const TemporaryFolder folder;
  test::write_random_checkpoint(folder.path(), test::tiny_config(), 7);
  const auto output = folder.path() / "out" / "model.onnx";
  CHECK(run_export({folder.path().string(), "-o", output.string(), "--name", "mine", "--operators",
                    "standard", "--json"}) == 0);
  CHECK(EncoderSession(read_file(output), "model", 1).name() == "mine");

  const auto weights = folder.path() / "model.safetensors";
  const std::string before = read_file(weights);
  CHECK(run_export({folder.path().string(), "-o", weights.string()}) == kExitBadInput);
  CHECK(read_file(weights) == before);
}

}  // namespace
}  // namespace linnet
