#include "native/encoder/embeddings_file.h"
#include "native/encoder/encoder.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>

#include "core/error.h"
#include "native/files/files.h"
#include "tests/native/catch_after_torch.h"
#include "tests/native/encoder/tiny_config.h"
#include "tests/temporary_folder.h"

namespace linnet {
namespace {

EncoderConfig small_config() {
  EncoderConfig config = tiny_config();
  config.vocab_size = 50;
  config.embedding_initializer_range = 0.3;
  return config;
}

at::Tensor word_embeddings(const Encoder& encoder) {
  return encoder.parameters().front().tensor.detach();
}

TEST_CASE("word embeddings come back from their file") {
  const TemporaryFolder folder;
  const at::Tensor vectors = at::randn({50, 12});
  write_embeddings(folder / "e.safetensors", vectors, "abc");
  CHECK(at::equal(read_embeddings(folder / "e.safetensors", "abc"), vectors));
}

TEST_CASE("word embeddings of another tokenizer, and files of another kind, are refused") {
  const TemporaryFolder folder;
  write_embeddings(folder / "e.safetensors", at::randn({50, 12}), "abc");
  CHECK_THROWS_WITH(read_embeddings(folder / "e.safetensors", "xyz"),
                    Catch::Contains("another tokenizer"));
  write_embeddings(folder / "flat.safetensors", at::randn({50}), "abc");
  CHECK_THROWS_WITH(read_embeddings(folder / "flat.safetensors", "abc"),
                    Catch::Contains("flat.safetensors"));
  write_file_atomic(folder / "text", "not tensors");
  CHECK_THROWS_AS(read_embeddings(folder / "text", "abc"), Error);
}

TEST_CASE("an encoder takes the leading columns, centred, at the scale of its random embeddings") {
  Encoder encoder(small_config());
  const at::Tensor vectors = 7 * at::randn({50, 12}) + 3;
  encoder.set_word_embeddings(vectors);
  const at::Tensor set = word_embeddings(encoder);
  CHECK(set.std().item<double>() == Approx(0.3).epsilon(1e-3));
  CHECK(set.mean(0).abs().max().item<double>() < 1e-5);
  const at::Tensor leading = vectors.narrow(1, 0, 8);
  const at::Tensor expected = leading - leading.mean(0);
  CHECK(at::allclose(set, expected * (0.3 / expected.std()), 1e-4, 1e-5));
}

TEST_CASE("a piece without a vector keeps its random embedding") {
  Encoder encoder(small_config());
  const at::Tensor before = word_embeddings(encoder).clone();
  at::Tensor vectors = at::randn({50, 8});
  vectors[4].zero_();
  encoder.set_word_embeddings(vectors);
  CHECK(at::equal(word_embeddings(encoder)[4], before[4]));
  CHECK_FALSE(at::equal(word_embeddings(encoder)[5], before[5]));
}

TEST_CASE("word embeddings that do not suit the model are refused with both shapes") {
  Encoder encoder(small_config());
  CHECK_THROWS_WITH(encoder.set_word_embeddings(at::randn({50, 7})),
                    Catch::Contains("[50, 7]") && Catch::Contains("[50, 8"));
  CHECK_THROWS_AS(encoder.set_word_embeddings(at::randn({49, 8})), Error);
  CHECK_THROWS_AS(encoder.set_word_embeddings(at::zeros({50, 8})), Error);
}

}  // namespace
}  // namespace linnet
