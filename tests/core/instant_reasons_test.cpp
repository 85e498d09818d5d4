// Reasons of the instant tier: the text comes back whole, and its parts add up to the logit.
#include "core/instant_reasons.h"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/error.h"
#include "core/utf8.h"
#include "tests/core/hostile_texts.h"
#include "tests/core/tiny_tokenizer.h"

namespace linnet {
namespace {

using test::tiny_tokenizer;

// Of made-up vectors, each piece's another one.
AveragingNetwork made_up_network(std::size_t pieces) {
  AveragingNetwork::Weights weights{
      .width = 3,
      .vectors = {},
      .hidden = {{1, -1, 0.5F, 2, 0, 1, -0.5F, 1, 1, -2, 1, 0.25F}, {0.5F, -0.25F}},
      .output = {{1.5F, -2}, {0}},
      .direct = {{0.5F, 0, -1, 1, -0.25F, 2}, {-0.5F}}};
  for (std::size_t i = 0; i < 3 * pieces; ++i) {
    weights.vectors.push_back(static_cast<float>(i * i % 17) - 8);
  }
  return AveragingNetwork(weights);
}

// A linear model in which every feature of the two texts has a weight for label 0, and a network.
InstantModel model_of(const std::string& title, const std::string& description) {
  std::vector<std::string> surfaces;
  for (std::size_t id = 0; id < tiny_tokenizer().vocabulary_size(); ++id) {
    surfaces.push_back(linear_surface(tiny_tokenizer().surface(static_cast<std::int32_t>(id))));
  }
  LinearFeatures features(std::move(surfaces), {});
  std::vector<LinearWeight> weights;
  for (const auto& feature :
       features.extract(tiny_tokenizer().pieces(title), tiny_tokenizer().pieces(description))) {
    weights.push_back({feature.key, 0, static_cast<float>(feature.key % 13) - 6});
  }
  return {LinearModel::build(std::move(features), {-0.5F}, std::move(weights)),
          made_up_network(tiny_tokenizer().vocabulary_size()), 0.25F};
}

std::string joined(const std::vector<TextSegment>& segments) {
  std::string text;
  for (const TextSegment& segment : segments) text += segment.text;
  return text;
}

double sum(const InstantReasons& reasons) {
  double sum = reasons.rest;
  for (const auto* field : {&reasons.title, &reasons.description}) {
    for (const TextSegment& segment : *field) sum += segment.contribution;
  }
  return sum;
}

TEST_CASE("words carry the contributions, spaces between them nothing") {
  const std::string title = "Weather  stations";
  const std::string description = "\n daily rain, hourly wind ";
  const InstantModel model = model_of(title, description);
  const InstantReasons reasons = instant_reasons(model, tiny_tokenizer(), title, description, 0);
  REQUIRE(reasons.title.size() == 3);
  CHECK(reasons.title[0].text == "Weather");
  CHECK(reasons.title[1].text == "  ");
  CHECK(reasons.title[1].contribution == 0);
  CHECK(reasons.title[2].text == "stations");
  CHECK(reasons.title[2].contribution != 0);
  CHECK(joined(reasons.description) == description);
  const auto logit =
      model.logits(tiny_tokenizer().pieces(title), tiny_tokenizer().pieces(description))[0];
  CHECK(sum(reasons) == Approx(logit).epsilon(1e-4));
}

TEST_CASE("an empty text has what the model says of no piece at all") {
  const InstantReasons reasons = instant_reasons(model_of("a", "b"), tiny_tokenizer(), "", "", 0);
  CHECK(reasons.title.empty());
  CHECK(reasons.description.empty());
  CHECK(reasons.rest == Approx(model_of("a", "b").logits({}, {})[0]));
  CHECK_THROWS_AS(instant_reasons(model_of("a", "b"), tiny_tokenizer(), "", "", 1), Error);
}

TEST_CASE("hostile texts come back whole, with the logit") {
  for (const auto& [name, bytes] : test::hostile_texts()) {
    if (bytes.size() > 20'000) continue;
    CAPTURE(name);
    const InstantModel model = model_of("title", bytes);
    const InstantReasons reasons = instant_reasons(model, tiny_tokenizer(), "title", bytes, 0);
    CHECK(joined(reasons.description) == clean_utf8(bytes));
    for (const TextSegment& segment : reasons.description) CHECK(is_valid_utf8(segment.text));
    const auto logit =
        model.logits(tiny_tokenizer().pieces("title"), tiny_tokenizer().pieces(bytes))[0];
    CHECK(std::abs(sum(reasons) - static_cast<double>(logit)) < 1e-3);
  }
}

TEST_CASE("pieces stand one after the other, the mark of a word's start for nothing") {
  const auto spans = tiny_tokenizer().spans("Weather  data");
  const Pieces pieces = tiny_tokenizer().pieces("Weather  data");
  REQUIRE(spans.size() == pieces.ids.size());
  CHECK(spans.front().begin == 0);
  CHECK(spans.back().end == 13);
  for (std::size_t i = 1; i < spans.size(); ++i) CHECK(spans[i].begin >= spans[i - 1].end);
  CHECK_THROWS_AS(tiny_tokenizer().spans("\xFF"), Error);
}

TEST_CASE("what is no SentencePieceText is told apart") {
  CHECK(read_piece_spans("")->empty());
  const std::string piece{0x12, 4, 0x20, 3, 0x28, 7};
  REQUIRE(read_piece_spans(piece));
  CHECK(read_piece_spans(piece)->at(0).begin == 3);
  CHECK(read_piece_spans(piece)->at(0).end == 7);
  for (std::size_t length = 1; length < piece.size(); ++length) {
    CHECK_FALSE(read_piece_spans(piece.substr(0, length)));
  }
  CHECK_FALSE(read_piece_spans(std::string{0x12, 4, 0x20, 7, 0x28, 3}));
  CHECK_FALSE(read_piece_spans(std::string(20, '\xFF')));
}

}  // namespace
}  // namespace linnet
