// Heads: logits worked out by hand, and nothing doubtful is read.
#include "core/classification_head.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "tests/core/random_bytes.h"

namespace linnet {
namespace {

using Catch::Matchers::Contains;

const std::string kDigest(64, 'a');

// Embeddings of 3 numbers, 2 labels.
ClassificationHead linear_head() {
  return ClassificationHead({{{1, 2, 3, -1, 0.5F, 0}, {0.25F, -2}}}, LabelSet({"a", "b"}));
}

// Embeddings of 2 numbers, 3 hidden ones, 1 label.
ClassificationHead dense_head() {
  return ClassificationHead({{{1, 0, 0, 1, 1, 1}, {0, 0, -1}}, {{2, -3, 4}, {0.5F}}},
                            LabelSet({"Häuser"}), kDigest);
}

TEST_CASE("a linear head gives biases plus weighted sums") {
  const ClassificationHead head = linear_head();
  CHECK(head.embedding_size() == 3);
  CHECK(head.encoder_sha256().empty());
  CHECK(head.labels().names() == std::vector<std::string>{"a", "b"});
  // 0.25 + 1*2 + 2*-1 + 3*0.5 and -2 + -1*2 + 0.5*-1 + 0*0.5
  CHECK(head.logits(std::vector<float>{2, -1, 0.5F}) == std::vector<float>{1.75F, -4.5F});
  CHECK(head.logits(std::vector<float>(3, 0)) == std::vector<float>{0.25F, -2});
}

TEST_CASE("a head of two layers has a hyperbolic tangent between them") {
  const ClassificationHead head = dense_head();
  CHECK(head.embedding_size() == 2);
  // The first layer gives 0.5, -0.25 and -0.75.
  const double expected = 0.5 + 2 * std::tanh(0.5) - 3 * std::tanh(-0.25) + 4 * std::tanh(-0.75);
  const auto logits = head.logits(std::vector<float>{0.5F, -0.25F});
  REQUIRE(logits.size() == 1);
  CHECK(logits[0] == Approx(expected).margin(1e-6));
}

TEST_CASE("an embedding of another size is refused, and both sizes are named") {
  CHECK_THROWS_WITH(linear_head().logits(std::vector<float>(4, 0)),
                    Contains("of 3 numbers") && Contains("of 4"));
  CHECK_THROWS_AS(linear_head().logits({}), Error);
}

TEST_CASE("a head comes back from its bytes") {
  for (const ClassificationHead& head : {linear_head(), dense_head()}) {
    const std::string bytes = head.serialize();
    const ClassificationHead back = ClassificationHead::parse(bytes);
    CHECK(back.serialize() == bytes);
    CHECK(back.labels().names() == head.labels().names());
    CHECK(back.encoder_sha256() == head.encoder_sha256());
    const std::vector<float> embedding(head.embedding_size(), 0.3F);
    CHECK(back.logits(embedding) == head.logits(embedding));
  }
}

TEST_CASE("layers that do not fit together, and numbers that are none, are refused") {
  const float infinite = std::numeric_limits<float>::infinity();
  const auto refused = [](std::vector<DenseLayer> layers, const char* because) {
    CHECK_THROWS_WITH(ClassificationHead(std::move(layers), LabelSet({"a", "b"})),
                      Contains(because));
  };
  refused({}, "one layer, or two");
  refused({{{1}, {1}}, {{1}, {1}}, {{1, 1}, {1, 1}}}, "one layer, or two");
  refused({{{}, {}}}, "layer 1 has an impossible size");
  refused({{{}, {1, 2}}}, "layer 1 has weights that do not go with its biases");
  refused({{{1, 2, 3}, {1, 2}}}, "layer 1 has weights that do not go with its biases");
  refused({{{1}, {1}}}, "1 logits for 2 labels");
  refused({{{1, 2}, {1, 2}}, {{1, 2}, {1, 2}}},
          "layer 2 reads other numbers than the layer before gives");
  refused({{{1, infinite}, {1, 2}}}, "not finite");
  refused({{{1, 2}, {1, std::nanf("")}}}, "not finite");
  CHECK_THROWS_WITH(ClassificationHead({{{1}, {1}}}, LabelSet({"a"}), "abc"),
                    Contains("hexadecimal"));
}

TEST_CASE("a head file that is cut off, longer, of another version or of another kind is refused") {
  const std::string bytes = dense_head().serialize();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CHECK_THROWS_WITH(ClassificationHead::parse(bytes.substr(0, size)),
                      Contains("classification head: "));
  }
  CHECK_THROWS_WITH(ClassificationHead::parse(bytes + "x"), Contains("bytes follow its end"));
  std::string newer = bytes;
  newer[8] = 2;
  CHECK_THROWS_WITH(ClassificationHead::parse(newer), Contains("version 2"));
  std::string other = bytes;
  other[6] = 'L';
  CHECK_THROWS_WITH(ClassificationHead::parse(other), Contains("this is not one"));
}

TEST_CASE("sizes beyond what a head can have are refused before anything is made for them") {
  const std::string bytes = linear_head().serialize();
  // Embedding size, layers, length of the SHA-256, labels, length of the first name.
  for (const std::size_t at : {12U, 16U, 20U, 24U, 28U}) {
    for (const char byte : {'\xFF', '\0'}) {
      std::string damaged = bytes;
      for (std::size_t i = at; i < at + 4; ++i) damaged[i] = byte;
      if (damaged == bytes) continue;  // the SHA-256 is empty as it is
      CAPTURE(at);
      CHECK_THROWS_AS(ClassificationHead::parse(damaged), Error);
    }
  }
}

TEST_CASE("a head file with a number that is not finite or two labels of one name is refused") {
  std::string bytes = linear_head().serialize();
  std::string infinite = bytes;
  infinite.replace(infinite.size() - 4, 4, std::string("\0\0\x80\x7F", 4));
  CHECK_THROWS_WITH(ClassificationHead::parse(infinite), Contains("not finite"));
  bytes[bytes.find('b')] = 'a';
  CHECK_THROWS_WITH(ClassificationHead::parse(bytes), Contains("\"a\" appears twice"));
}

TEST_CASE("damaged heads are read or refused, and nothing else") {
  for (const ClassificationHead& head : {linear_head(), dense_head()}) {
    test::for_each_mutation(head.serialize(), [](const std::string& damaged) {
      const ClassificationHead read = ClassificationHead::parse(damaged);
      CHECK(read.logits(std::vector<float>(read.embedding_size(), 1)).size() ==
            read.labels().size());
    });
  }
}

}  // namespace
}  // namespace linnet
