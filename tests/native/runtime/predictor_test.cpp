#include "native/runtime/predictor.h"

#include <catch2/catch.hpp>

#include "core/decision.h"
#include "core/error.h"
#include "native/runtime/bundle_folder.h"
#include "tests/native/bundle/tiny_bundle.h"
#include "tests/temporary_folder.h"

namespace linnet {
namespace {

TierPieces text_of(const Tokenizer& tokenizer, const std::string& title,
                   const std::string& description) {
  return {.shared = tokenizer.pieces(title, description)};
}

std::string repeated(const std::string& words, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += words;
  return text;
}

std::vector<TierPieces> some_rows(const Tokenizer& tokenizer) {
  return {text_of(tokenizer, "weather", ""), text_of(tokenizer, "school music", "rain and wind"),
          text_of(tokenizer, "", repeated("flight of protein ", 4)),
          text_of(tokenizer, "data", repeated("city records ", 300)), text_of(tokenizer, "", "")};
}

TEST_CASE("the instant tier gives its model's logits") {
  const Tokenizer tokenizer(test::tiny_tokenizer());
  const InstantModel model = test::tiny_instant_model();
  const Predictor predictor(test::tiny_instant_model());
  const auto rows = some_rows(tokenizer);
  const auto predictions = predictor.predict(rows, 2);
  REQUIRE(predictions.size() == rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK(predictions[i].logits == model.logits(rows[i].shared.title, rows[i].shared.description));
    CHECK_FALSE(predictions[i].truncated);
  }
}

TEST_CASE("the full tier gives the mean logits of a text's windows, and tells what it cut") {
  const Tokenizer tokenizer(test::tiny_tokenizer());
  const TokenLimits limits{16, 4, 3};
  const std::string onnx = test::tiny_onnx(false);
  const EncoderSession session(onnx, "model", 1);
  const Predictor predictor(EncoderClassifier(EncoderSession(onnx, "model", 1)), limits);
  const auto rows = some_rows(tokenizer);
  const auto predictions = predictor.predict(rows, 1);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Encoding encoding =
        encode_pair(rows[i].shared.title.ids, rows[i].shared.description.ids, limits, kRobertaIds);
    const std::vector<std::span<const std::int32_t>> windows(encoding.windows.begin(),
                                                             encoding.windows.end());
    const auto expected = pool_windows(session.run(windows), session.output_size());
    for (std::size_t label = 0; label < expected.size(); ++label) {
      CHECK(predictions[i].logits[label] == Approx(expected[label]).margin(1e-5));
    }
    CHECK(predictions[i].truncated == encoding.truncated);
  }
  CHECK(predictions[3].truncated);
  CHECK_FALSE(predictions[0].truncated);
}

TEST_CASE("a row's 8-bit logits depend neither on its neighbours nor on threads") {
  const Tokenizer tokenizer(test::tiny_tokenizer());
  const Predictor predictor(EncoderClassifier(EncoderSession(test::tiny_onnx(true), "model", 1)),
                            {16, 4, 3});
  const auto rows = some_rows(tokenizer);
  const auto together = predictor.predict(rows, 3);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto alone = predictor.predict(std::span(&rows[i], 1), 1);
    CHECK(alone.front().logits == together[i].logits);
  }
}

TEST_CASE("the instant tier is blended into the full one, not into itself") {
  const Tokenizer tokenizer(test::tiny_tokenizer());
  const auto rows = some_rows(tokenizer);
  const auto instant = Predictor(test::tiny_instant_model()).predict(rows, 1);
  Predictor predictor(EncoderClassifier(EncoderSession(test::tiny_onnx(false), "model", 1)),
                      {16, 4, 3});
  const auto before = predictor.predict(rows, 1);
  predictor.blend(test::tiny_instant_model(), 0.5);
  const auto after = predictor.predict(rows, 2);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK(after[i].logits == blend_logits(before[i].logits, instant[i].logits, 0.5));
    CHECK(after[i].truncated == before[i].truncated);
  }
  Predictor linear(test::tiny_instant_model());
  CHECK_THROWS_AS(linear.blend(test::tiny_instant_model(), 0.5), Error);
}

TEST_CASE("windows longer than the model takes are refused") {
  CHECK_THROWS_WITH(
      Predictor(EncoderClassifier(EncoderSession(test::tiny_onnx(false), "model", 1)), {25, 4, 3}),
      Catch::Matchers::Contains("at most 24"));
  Predictor predictor(EncoderClassifier(EncoderSession(test::tiny_onnx(false), "model", 1)),
                      {24, 4, 3});
  CHECK_THROWS_AS(predictor.set_limits({25, 4, 3}), Error);
}

TEST_CASE("a window without tokens is refused") {
  const EncoderSession session(test::tiny_onnx(false), "model", 1);
  const std::span<const std::int32_t> empty;
  CHECK_THROWS_AS(session.run(std::span(&empty, 1)), Error);
  CHECK(session.run({}).empty());
}

TEST_CASE("an id outside the vocabulary fails with a message") {
  const EncoderSession session(test::tiny_onnx(false), "model", 1);
  const std::vector<std::int32_t> ids{0, 100000, 2};
  const std::span<const std::int32_t> window(ids);
  CHECK_THROWS_WITH(session.run(std::span(&window, 1)), Catch::Matchers::Contains("ONNX Runtime"));
}

}  // namespace
}  // namespace linnet
