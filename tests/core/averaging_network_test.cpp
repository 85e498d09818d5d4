// The averaging network: logits worked out by hand, parts that add up, and nothing doubtful is
// read.
#include "core/averaging_network.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/error.h"
#include "tests/core/random_bytes.h"

namespace linnet {
namespace {

using Catch::Matchers::Contains;

const std::string kTokenizerDigest(64, 'f');

// Three pieces of two numbers, two hidden units, two labels. Each vector has a 127 or is 0, so that
// 8 bits hold it exactly.
AveragingNetwork::Weights weights() {
  return {.width = 2,
          .vectors = {127, 0, 0, 127, 0, 0},
          .hidden = {{1, 0, 0, 0, 0, 0, 0, -1}, {0.5F, -0.25F}},
          .output = {{2, 4, -1, 3}, {0.5F, 0}},
          .direct = {{0, 1, 0, 0, 0, 0, 2, 0}, {-3, 1}},
          .tokenizer_sha256 = kTokenizerDigest};
}

Pieces pieces(std::vector<std::int32_t> ids) {
  std::vector<std::uint8_t> starts(ids.size(), 1);
  return {std::move(ids), std::move(starts)};
}

double total(const PieceContributions& parts) {
  const auto sum = [](const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
  };
  return parts.bias + sum(parts.title) + sum(parts.description);
}

TEST_CASE("logits are those of the formula") {
  const AveragingNetwork network(weights());
  CHECK(network.labels() == 2);
  CHECK(network.vocabulary_size() == 3);
  // unit(t) = [r, 0] and unit(t + d) = [1, 1], r the root of 2: hidden units r + 0.5, and -1.25,
  // which is cut to 0.
  const double r = std::sqrt(2.0);
  const auto logits = network.logits(pieces({0}), pieces({1}));
  CHECK(logits[0] == Approx(-3 + 0.5 + 2 * (r + 0.5)));
  CHECK(logits[1] == Approx(1 + 2 * 1 - 1 * (r + 0.5)));
}

TEST_CASE("a text of no piece, of pieces that say nothing or are unknown, has the same answer") {
  const AveragingNetwork network(weights());
  const auto nothing = network.logits({}, {});
  CHECK(nothing[0] == Approx(-3 + 0.5 + 2 * 0.5));
  CHECK(network.logits(pieces({2, 2}), pieces({2})) == nothing);
  CHECK(network.logits(pieces({3, -1}), pieces({70'000})) == nothing);
}

TEST_CASE("a piece counts as often as it stands there, and in the title for title and text") {
  const AveragingNetwork network(weights());
  const auto once = network.logits(pieces({0}), pieces({1}));
  CHECK(network.logits(pieces({0, 0}), pieces({1, 1})) == once);
  CHECK(network.logits(pieces({0}), pieces({1, 1})) != once);
  CHECK(network.logits({}, pieces({0, 1})) != once);
}

TEST_CASE("contributions and bias add up to the logit") {
  const AveragingNetwork network(weights());
  const Pieces title = pieces({0, 2, 5, 0}), description = pieces({1, 0, 1, -4});
  for (const auto& text : {description, Pieces{}}) {
    const auto logits = network.logits(title, text);
    for (std::size_t label = 0; label < 2; ++label) {
      const PieceContributions parts = network.contributions(title, text, label);
      REQUIRE(parts.title.size() == 4);
      REQUIRE(parts.description.size() == text.ids.size());
      CHECK(parts.title[1] == 0);
      CHECK(parts.title[2] == 0);
      CHECK(total(parts) == Approx(logits[label]).margin(1e-6));
    }
  }
  CHECK_THROWS_AS(network.contributions(title, description, 2), Error);
}

TEST_CASE("vectors are kept to half a step of 127, each by its own largest number") {
  AveragingNetwork::Weights rough = weights();
  rough.vectors = {100, 33.3F, -0.01F, 0.0071F, 0, 0};
  const AveragingNetwork network(rough);
  // Of one piece alone, unit(t) tells the direction.
  rough.hidden = {{0, 0, 0, 0}, {0}};
  rough.output = {{0}, {0}};
  rough.direct = {{0, 1, 0, 0}, {0}};
  const AveragingNetwork second(rough);
  const double r = std::sqrt(2.0);
  CHECK(second.logits(pieces({0}), {})[0] ==
        Approx(r * 33.3 / std::hypot(100, 33.3)).margin(r * 0.5 / 127));
  CHECK(second.logits(pieces({1}), {})[0] ==
        Approx(r * 0.71 / std::hypot(1, 0.71)).margin(r * 0.5 / 127));
}

TEST_CASE("a network comes back from its bytes") {
  const AveragingNetwork network(weights());
  const std::string bytes = network.serialize();
  const AveragingNetwork back = AveragingNetwork::parse(bytes);
  CHECK(back.serialize() == bytes);
  CHECK(back.tokenizer_sha256() == kTokenizerDigest);
  CHECK(back.logits(pieces({0, 1}), pieces({1})) == network.logits(pieces({0, 1}), pieces({1})));
}

TEST_CASE("parts that do not go together, and numbers that are none, are refused") {
  const auto refused = [](const auto& change, const char* because) {
    AveragingNetwork::Weights changed = weights();
    change(changed);
    CHECK_THROWS_WITH(AveragingNetwork(changed), Contains(because));
  };
  refused([](auto& w) { w.width = 0; }, "no vectors of 0");
  refused([](auto& w) { w.vectors.clear(); }, "0 numbers are no vectors");
  refused([](auto& w) { w.vectors.pop_back(); }, "5 numbers are no vectors of 2");
  refused([](auto& w) { w.vectors[1] = std::nanf(""); }, "not finite");
  refused([](auto& w) { w.hidden.biases.push_back(1); }, "a layer is malformed");
  refused([](auto& w) { w.hidden = {{1, 1, 1}, {1}}; }, "do not go together");
  refused([](auto& w) { w.output.weights[0] = std::numeric_limits<float>::infinity(); },
          "a layer is malformed");
  refused([](auto& w) { w.output = {{1, 1}, {1}}; }, "do not go together");
  refused([](auto& w) { w.direct = {}; }, "a layer is malformed");
  refused([](auto& w) { w.tokenizer_sha256 = "abc"; }, "hexadecimal");
}

TEST_CASE("a network's file that is cut off, longer or of another version is refused") {
  const std::string bytes = AveragingNetwork(weights()).serialize();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK_THROWS_WITH(AveragingNetwork::parse(bytes.substr(0, size)),
                      Contains("averaging network: "));
  }
  CHECK_THROWS_WITH(AveragingNetwork::parse(bytes + "x"), Contains("bytes follow its end"));
  std::string newer = bytes;
  newer[8] = 2;
  CHECK_THROWS_WITH(AveragingNetwork::parse(newer), Contains("version 2"));
}

TEST_CASE("damaged networks are read or refused, and nothing else") {
  test::for_each_mutation(AveragingNetwork(weights()).serialize(), [](const std::string& damaged) {
    const AveragingNetwork read = AveragingNetwork::parse(damaged);
    CHECK(read.logits(pieces({0, 1}), pieces({2})).size() == read.labels());
  });
}

}  // namespace
}  // namespace linnet
