// A full tier with its head beside the graph, and with a tokenizer of its own.
#include <catch2/catch.hpp>

#include "core/decision.h"
#include "core/error.h"
#include "native/bundle/bundle_writer.h"
#include "native/bundle/verify.h"
#include "native/classify/classifier.h"
#include "native/export/encoder_graph.h"
#include "native/files/files.h"
#include "native/hash/sha256.h"
#include "native/runtime/bundle_folder.h"
#include "tests/native/bundle/tiny_bundle.h"
#include "tests/temporary_folder.h"

namespace linnet::bundle {
namespace {

using Catch::Matchers::Contains;

std::string& model_named(BundleContents& contents, const std::string& name) {
  for (Content& model : contents.models) {
    if (model.name == name) return model.bytes;
  }
  throw Error(ErrorCode::kNotFound, name);
}

void give_tokenizer(BundleContents& contents, const std::string& vocabulary) {
  contents.models.push_back({"full.vocab.txt", vocabulary});
  contents.tiers.at(kFullTier).tokenizer_file = "full.vocab.txt";
}

std::vector<float> logits_of(const BundleFolder& bundle, const std::string& title,
                             const std::string& description) {
  const std::vector<TierPieces> rows{bundle.text_tokenizer(kFullTier).pieces(title, description)};
  return bundle.predictor(kFullTier).predict(rows, 1).front().logits;
}

TEST_CASE("a bundle with a head beside its graph is sound, and its logits are the graph's own") {
  const TemporaryFolder whole;
  const TemporaryFolder split;
  BundleContents contents = test::tiny_bundle();
  contents.models.back().bytes = test::tiny_onnx(false);
  write_bundle(whole.path(), contents);
  contents = test::tiny_bundle_with_head();
  model_named(contents, "encoder.onnx") = test::tiny_onnx(false, false);
  const Manifest manifest = write_bundle(split.path(), contents);
  CHECK(manifest.file("head.bin").whole.bytes == test::tiny_head().serialize().size());
  CHECK_THAT(read_file(split / kManifestFile), Contains("\"schema\": 2"));
  CHECK_THAT(read_file(whole / kManifestFile), Contains("\"schema\": 1"));

  const BundleCheck check = verify_bundle(BundleFolder(split.path()));
  CHECK(check.tiers.front().head_file == "head.bin");
  CHECK_FALSE(check.tiers.front().vocabulary.has_value());
  const auto expected = logits_of(BundleFolder(whole.path()), "weather", "rain and wind");
  const auto found = logits_of(BundleFolder(split.path()), "weather", "rain and wind");
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    CHECK(found[i] == Approx(expected[i]).margin(1e-5));
  }
}

TEST_CASE("a head and a graph that do not belong together make no sound bundle") {
  const TemporaryFolder folder;
  BundleContents contents = test::tiny_bundle_with_head();
  const auto refused = [&](const std::string& first, const std::string& second) {
    write_bundle(folder.path(), contents);
    CHECK_THROWS_WITH(verify_bundle(BundleFolder(folder.path())),
                      Contains(first) && Contains(second));
  };
  const DenseLayer layer{std::vector<float>(std::size_t{5} * 16, 1), std::vector<float>(5, 0)};
  SECTION("labels in another order") {
    auto names = test::tiny_labels();
    std::swap(names[0], names[1]);
    model_named(contents, "head.bin") = ClassificationHead({layer}, LabelSet(names)).serialize();
    refused("head.bin: its labels are not those of labels.json",
            "label 0 is \"Education\", not \"Climate\"");
  }
  SECTION("fewer labels") {
    model_named(contents, "head.bin") =
        ClassificationHead({{std::vector<float>(16, 1), {0}}}, LabelSet({"Climate"})).serialize();
    refused("head.bin: 1 labels", "labels.json has 5");
  }
  SECTION("an embedding of another size") {
    model_named(contents, "head.bin") =
        ClassificationHead({{std::vector<float>(std::size_t{5} * 8, 1), std::vector<float>(5, 0)}},
                           LabelSet(test::tiny_labels()))
            .serialize();
    refused("head.bin: reads embeddings of 8 numbers", "encoder.onnx gives 16");
  }
  SECTION("another encoder") {
    model_named(contents, "head.bin") =
        ClassificationHead({layer}, LabelSet(test::tiny_labels()), std::string(64, '0'))
            .serialize();
    refused("head.bin: was trained on the encoder whose SHA-256 is 0000",
            "that of " + (folder / "encoder.onnx").string());
  }
  SECTION("a graph that has its head") {
    model_named(contents, "encoder.onnx") = test::tiny_onnx(true);
    refused("encoder.onnx: gives logits", "head.bin cannot read");
  }
  SECTION("a graph without, and no head") {
    contents.tiers.at(kFullTier).head_file.clear();
    refused("encoder.onnx: gives embeddings", "need a head");
  }
  SECTION("a head that is none") {
    model_named(contents, "head.bin") = model_named(contents, "instant.bin");
    refused("classification head: this is not one", "export --head");
  }
}

TEST_CASE("a file that is none of its kind is named, whichever it is") {
  const std::string name = GENERATE("labels.json", "tokenizer.model", "detector.bin", "instant.bin",
                                    "head.bin", "full.vocab.txt");
  const TemporaryFolder folder;
  BundleContents contents = test::tiny_bundle_with_head();
  contents.detector = {"detector.bin", test::tiny_detector()};
  give_tokenizer(contents, test::tiny_vocabulary());
  for (Content* content : {&contents.labels, &contents.tokenizer, &*contents.detector}) {
    if (content->name == name) content->bytes = "none of that kind";
  }
  for (Content& model : contents.models) {
    if (model.name == name) model.bytes = "none of that kind";
  }
  write_bundle(folder.path(), contents);
  CHECK_THROWS_WITH(verify_bundle(BundleFolder(folder.path())),
                    Contains((folder / name).string() + ": "));
}

TEST_CASE("the full tier reads the pieces of its own tokenizer, all else those of the bundle's") {
  const TemporaryFolder folder;
  BundleContents contents = test::tiny_bundle_with_head();
  contents.detector = {"detector.bin", test::tiny_detector()};
  give_tokenizer(contents, test::tiny_vocabulary());
  contents.tiers.at(kFullTier).rule.instant_weight = 0.5;
  write_bundle(folder.path(), contents);
  const BundleFolder bundle(folder.path());
  const BundleCheck check = verify_bundle(bundle);
  CHECK(check.vocabulary == Tokenizer(test::tiny_tokenizer()).vocabulary_size());
  CHECK(check.tiers.front().vocabulary == 10);

  const Tokenizer shared(test::tiny_tokenizer());
  const Tokenizer own(test::tiny_vocabulary());
  const TierPieces text = bundle.text_tokenizer(kFullTier).pieces("weather school", "music");
  CHECK(text.shared.title.ids == shared.pieces("weather school").ids);
  CHECK(text.of_encoder().title.ids == std::vector<std::int32_t>{5, 6});
  CHECK(text.of_encoder().description.ids == own.pieces("music").ids);
  CHECK_FALSE(bundle.text_tokenizer(kInstantTier).pieces("weather", "").encoder.has_value());

  const EncoderClassifier encoder(EncoderSession(test::tiny_onnx(true, false), "model", 1),
                                  test::tiny_head(), "head.bin");
  const std::vector<std::int32_t> window{0, 5, 6, 2, 7, 2};
  const std::span<const std::int32_t> view(window);
  const auto expected = blend_logits(
      encoder.logits(std::span(&view, 1)),
      test::tiny_instant_model().logits(shared.pieces("weather school"), shared.pieces("music")),
      0.5);
  CHECK(logits_of(bundle, "weather school", "music") == expected);

  const classify::Classifier classifier(bundle, {.tier = kFullTier, .all = true});
  const std::vector<classify::InputRow> rows{{"1", "weather school", "music"}, {"2", "hello", ""}};
  const auto classified = classifier.classify(rows);
  CHECK(classified[0].probabilities ==
        Decision(bundle.tier(kFullTier).rule).probabilities(expected));
  CHECK(classified[0].data_set == true);
  CHECK(classified[1].data_set == false);  // by the bundle's pieces
}

TEST_CASE("a tier's own tokenizer is held to what the graph says of it") {
  const TemporaryFolder folder;
  BundleContents contents = test::tiny_bundle_with_head();
  OnnxModel model = parse_onnx(model_named(contents, "encoder.onnx"), "model");
  model.set_metadata(kMetadataTokenizer, sha256(test::tiny_vocabulary()));
  model_named(contents, "encoder.onnx") = serialize_onnx(model);
  const auto check = [&] {
    write_bundle(folder.path(), contents);
    verify_bundle(BundleFolder(folder.path()));
  };
  CHECK_THROWS_WITH(check(), Contains("SHA-256 is " + sha256(test::tiny_vocabulary())) &&
                                 Contains("tokenizer.model is " + sha256(test::tiny_tokenizer())));
  give_tokenizer(contents, test::tiny_vocabulary());
  CHECK_NOTHROW(check());
  const std::string other = test::tiny_vocabulary() + "data\n";
  model_named(contents, "full.vocab.txt") = other;
  CHECK_THROWS_WITH(check(), Contains("full.vocab.txt is " + sha256(other)));
}

}  // namespace
}  // namespace linnet::bundle
