// The head beside the graph: the logits stay, the join is told by what both files say.
#include "native/export/checkpoint_head.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "native/export/command.h"
#include "native/export/encoder_graph.h"
#include "native/files/files.h"
#include "native/quantize/quantize.h"
#include "native/runtime/encoder_classifier.h"
#include "tests/native/export/random_checkpoint.h"
#include "tests/native/run_verb.h"
#include "tests/temporary_folder.h"

namespace linnet {
namespace {

const std::vector<std::vector<std::int32_t>> kWindows = {
    {0, 7, 2}, {0, 5, 6, 7, 2, 31, 39, 8, 2}, {0, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 2}};

EncoderSession session_with(const OnnxModel& model) {
  return EncoderSession(serialize_onnx(model), "model", 1);
}

TEST_CASE("a checkpoint exported both ways gives the same logits to 1e-5") {
  const auto pooling = GENERATE(Pooling::kFirst, Pooling::kMean);
  const auto operators = GENERATE(Operators::kStandard, Operators::kFused);
  const auto head = GENERATE(ClassifierHead::kDense, ClassifierHead::kLinear);
  EncoderConfig config = GENERATE(test::tiny_config(), test::tiny_bert_config());
  const TemporaryFolder folder;
  config.pooling = pooling;
  config.head = head;
  test::write_random_checkpoint(folder.path(), config, 12);
  const CheckpointFile checkpoint = read_checkpoint_file(folder.path());
  EncoderGraphOptions options{.name = "tiny", .operators = operators};
  const EncoderClassifier whole(session_with(encoder_graph(checkpoint, options)));
  options.head_in_graph = false;
  const EncoderClassifier split(session_with(encoder_graph(checkpoint, options)),
                                classification_head(checkpoint), "head.bin");
  REQUIRE(split.session().output() == EncoderOutput::kEmbedding);
  CHECK(split.session().output_size() == 16);
  CHECK(split.label_names() == whole.label_names());
  const std::vector<std::span<const std::int32_t>> windows(kWindows.begin(), kWindows.end());
  const auto expected = whole.logits(windows);
  const auto logits = split.logits(windows);
  REQUIRE(logits.size() == expected.size());
  REQUIRE(logits.size() == kWindows.size() * config.labels.size());
  for (std::size_t i = 0; i < logits.size(); ++i) {
    CHECK(logits[i] == Approx(expected[i]).margin(1e-5));
  }
  CHECK(std::abs(logits[0] - logits[config.labels.size()]) > 1e-3);  // not a constant answer
}

TEST_CASE("a graph without a head names its encoder and no label, and keeps that when quantised") {
  const TemporaryFolder folder;
  test::write_random_checkpoint(folder.path(), test::tiny_config(), 13);
  const CheckpointFile checkpoint = read_checkpoint_file(folder.path());
  const OnnxModel model =
      encoder_graph(checkpoint, {.tokenizer_sha256 = "t", .head_in_graph = false});
  QuantizeReport report;
  for (const OnnxModel& one : {model, quantize_model(model, report)}) {
    CHECK(one.find_metadata(kMetadataEncoder) == encoder_sha256(checkpoint));
    CHECK(one.find_metadata(kMetadataTokenizer) == "t");
    CHECK(one.find_metadata(kMetadataMaxTokens) == "24");
    CHECK(one.find_metadata(kMetadataSpecialIds).has_value());
    CHECK_FALSE(one.find_metadata(kMetadataLabels).has_value());
    CHECK_FALSE(one.find_metadata(kMetadataLabelNames).has_value());
    const EncoderClassifier classifier(session_with(one), classification_head(checkpoint), "head");
    CHECK(classifier.session().encoder_sha256() == encoder_sha256(checkpoint));
    CHECK(classifier.labels() == 5);
  }
  CHECK_FALSE(encoder_graph(checkpoint, {}).find_metadata(kMetadataEncoder).has_value());
}

TEST_CASE("an encoder's SHA-256 is that of its weights and pooling, whatever lies on it") {
  const TemporaryFolder folder;
  EncoderConfig config = test::tiny_config();
  const auto digest = [&](const EncoderConfig& changed, std::uint32_t seed) {
    test::write_random_checkpoint(folder.path(), changed, seed);
    return encoder_sha256(read_checkpoint_file(folder.path()));
  };
  const std::string own = digest(config, 14);
  CHECK(digest(config, 14) == own);
  CHECK(digest(config, 15) != own);
  EncoderConfig other = config;
  other.labels = {"one", "two"};  // the head's weights are drawn last
  CHECK(digest(other, 14) == own);
  other.pooling = Pooling::kMean;
  CHECK(digest(other, 14) != own);
}

TEST_CASE("`linnet export --head` writes both files, or refuses to overwrite one of them") {
  const TemporaryFolder folder;
  test::write_random_checkpoint(folder / "checkpoint", test::tiny_config(), 16);
  const std::string onnx = (folder / "encoder.onnx").string();
  const std::string head = (folder / "head.bin").string();
  const auto run = [&](const std::string& head_file) {
    return test::run_verb(export_onnx::add_verb, {"export", (folder / "checkpoint").string(), "-o",
                                                  onnx, "--head", head_file, "--json"});
  };
  CHECK(run(onnx) == kExitBadInput);
  CHECK_FALSE(std::filesystem::exists(onnx));
  write_file_atomic(folder / "checkpoint" / "model-00001-of-00002.safetensors", "a piece");
  for (const char* name :
       {"model.safetensors", "model-00001-of-00002.safetensors", "config.json"}) {
    const std::string input = (folder / "checkpoint" / name).string();
    const std::string before = read_file(input);
    CHECK(run(input) == kExitBadInput);
    CHECK(read_file(input) == before);
  }
  REQUIRE(run(head) == 0);
  const EncoderClassifier classifier(EncoderSession(read_file(onnx), onnx, 1),
                                     ClassificationHead::parse(read_file(head)), head);
  CHECK(classifier.label_names() == test::tiny_config().labels);
}

}  // namespace
}  // namespace linnet
