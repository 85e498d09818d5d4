// What an encoder's graph and a head must have in common, and that a stranger is named.
#include "native/runtime/encoder_classifier.h"

#include <catch2/catch.hpp>

#include "core/error.h"
#include "native/runtime/predictor.h"
#include "tests/native/bundle/tiny_bundle.h"

namespace linnet {
namespace {

using Catch::Matchers::Contains;

EncoderSession embedding_session() {
  return EncoderSession(test::tiny_onnx(false, false), "encoder.onnx", 1);
}

DenseLayer layer_of(std::size_t inputs) {
  return {std::vector<float>(5 * inputs, 1), std::vector<float>(5, 0)};
}

TEST_CASE("a graph and its head go together, and neither goes alone or twice") {
  CHECK(EncoderClassifier(embedding_session(), test::tiny_head(), "head.bin").label_names() ==
        test::tiny_labels());
  CHECK_THROWS_WITH(EncoderClassifier(embedding_session()),
                    Contains("encoder.onnx") && Contains("need a head"));
  CHECK_THROWS_WITH(EncoderClassifier(EncoderSession(test::tiny_onnx(false), "whole.onnx", 1),
                                      test::tiny_head(), "head.bin"),
                    Contains("whole.onnx: gives logits") && Contains("head.bin"));
}

TEST_CASE("a head for embeddings of another size is refused, both named") {
  CHECK_THROWS_WITH(
      EncoderClassifier(embedding_session(),
                        ClassificationHead({layer_of(17)}, LabelSet(test::tiny_labels())),
                        "head.bin"),
      Contains("head.bin: reads embeddings of 17") && Contains("encoder.onnx gives 16"));
}

TEST_CASE("a head of another encoder is refused, both SHA-256 named") {
  const std::string other(64, 'a');
  CHECK_THROWS_WITH(
      EncoderClassifier(embedding_session(),
                        ClassificationHead({layer_of(16)}, LabelSet(test::tiny_labels()), other),
                        "head.bin"),
      Contains("head.bin: was trained on the encoder whose SHA-256 is " + other) &&
          Contains("that of encoder.onnx is " + *embedding_session().encoder_sha256()));
  // A head that does not know its encoder is taken at its size.
  CHECK_NOTHROW(EncoderClassifier(embedding_session(),
                                  ClassificationHead({layer_of(16)}, LabelSet(test::tiny_labels())),
                                  "head.bin"));
}

TEST_CASE("a text of several windows has the mean of their logits, not of their embeddings") {
  const Tokenizer tokenizer(test::tiny_tokenizer());
  std::string description;
  for (int i = 0; i < 20; ++i) description += "rain and wind over the city ";
  const std::vector<TierPieces> rows{
      {.shared = {tokenizer.pieces("weather"), tokenizer.pieces(description)}}};
  const TokenLimits limits{16, 4, 3};
  const Predictor whole(EncoderClassifier(EncoderSession(test::tiny_onnx(false), "model", 1)),
                        limits);
  const Predictor split(EncoderClassifier(embedding_session(), test::tiny_head(), "head.bin"),
                        limits);
  const auto expected = whole.predict(rows, 1).front();
  const auto found = split.predict(rows, 2).front();
  CHECK(expected.truncated);  // so there were three windows
  CHECK(found.truncated);
  REQUIRE(found.logits.size() == expected.logits.size());
  for (std::size_t i = 0; i < found.logits.size(); ++i) {
    CHECK(found.logits[i] == Approx(expected.logits[i]).margin(1e-5));
  }
}

}  // namespace
}  // namespace linnet
