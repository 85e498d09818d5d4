#include "tests/native/bundle/tiny_bundle.h"

#include "core/label_set.h"
#include "native/export/checkpoint_head.h"
#include "native/export/encoder_graph.h"
#include "native/files/files.h"
#include "native/quantize/quantize.h"
#include "native/runtime/bundle_folder.h"
#include "tests/native/export/random_checkpoint.h"
#include "tests/temporary_folder.h"

namespace linnet::test {

const std::vector<std::string>& tiny_labels() {
  static const std::vector<std::string> labels{"Climate", "Education", "Arts", "Aviation",
                                               "Biology"};
  return labels;
}

const std::vector<std::string>& tiny_words() {
  static const std::vector<std::string> words{"weather", "school", "music", "flight", "protein"};
  return words;
}

std::string tiny_tokenizer() {
  return read_file(std::filesystem::path(LINNET_TEST_DATA) / "tiny_tokenizer.model");
}

InstantModel tiny_instant_model() {
  const Tokenizer tokenizer(tiny_tokenizer());
  LinearFeatures features({}, {});
  std::vector<LinearWeight> weights;
  for (std::uint32_t label = 0; label < tiny_words().size(); ++label) {
    for (const auto& feature : features.extract(tokenizer.pieces(tiny_words()[label]), {})) {
      weights.push_back({feature.key, label, 6});
    }
  }
  return InstantModel(LinearModel::build(
      std::move(features), std::vector<float>(tiny_labels().size(), -2), std::move(weights)));
}

std::string tiny_detector() {
  const Tokenizer tokenizer(tiny_tokenizer());
  LinearFeatures features({}, {});
  std::vector<LinearWeight> weights;
  for (const auto& feature : features.extract(tokenizer.pieces("hello"), {})) {
    weights.push_back({feature.key, 0, -6});
  }
  return LinearModel::build(std::move(features), {1}, std::move(weights)).serialize();
}

void write_tiny_checkpoint(const std::filesystem::path& folder) {
  EncoderConfig config = tiny_config();
  config.vocab_size = static_cast<std::int64_t>(Tokenizer(tiny_tokenizer()).vocabulary_size());
  config.labels = tiny_labels();
  write_random_checkpoint(folder, config, 11);
}

std::string tiny_onnx(bool quantised, bool head_in_graph) {
  const TemporaryFolder folder;
  write_tiny_checkpoint(folder.path());
  const OnnxModel model = encoder_graph(read_checkpoint_file(folder.path()),
                                        {.name = "tiny", .head_in_graph = head_in_graph});
  QuantizeReport report;
  return serialize_onnx(quantised ? quantize_model(model, report) : model);
}

ClassificationHead tiny_head() {
  const TemporaryFolder folder;
  write_tiny_checkpoint(folder.path());
  return classification_head(read_checkpoint_file(folder.path()));
}

bundle::BundleContents tiny_bundle() {
  bundle::BundleContents contents;
  contents.name = "tiny";
  contents.version = "1";
  contents.labels = {"labels.json", LabelSet(tiny_labels()).to_json()};
  contents.tokenizer = {"tokenizer.model", tiny_tokenizer()};
  contents.models.push_back({"instant.bin", tiny_instant_model().serialize()});
  contents.models.push_back({"encoder.onnx", tiny_onnx(true)});
  TierManifest tier;
  tier.rule.thresholds.assign(tiny_labels().size(), 0.5F);
  tier.limits = {16, 4, 3};
  tier.metrics = {{"micro_f1", 0.5}};
  tier.metrics_data = "made-up rows";
  tier.file = "instant.bin";
  contents.tiers.emplace(kInstantTier, tier);
  tier.file = "encoder.onnx";
  contents.tiers.emplace(kFullTier, tier);
  return contents;
}

bundle::BundleContents tiny_bundle_with_head() {
  bundle::BundleContents contents = tiny_bundle();
  contents.models.back().bytes = tiny_onnx(true, false);
  contents.models.push_back({"head.bin", tiny_head().serialize()});
  contents.tiers.at(kFullTier).head_file = "head.bin";
  return contents;
}

std::string tiny_vocabulary() {
  std::string text = "[CLS]\n[PAD]\n[SEP]\n[UNK]\n[MASK]\n";
  for (const std::string& word : tiny_words()) text += word + "\n";
  return text;
}

}  // namespace linnet::test
