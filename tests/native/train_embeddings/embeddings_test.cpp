#include "native/train_embeddings/embeddings.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/cosine_similarity.h>
#include <ATen/ops/equal.h>
#include <cmath>
#include <string>

#include "core/error.h"
#include "native/shards/shards.h"
#include "tests/native/catch_after_torch.h"
#include "tests/temporary_folder.h"

namespace linnet::train_embeddings {
namespace {

constexpr std::size_t kVocabulary = 41;

// Texts of two topics: pieces 1 to 20 stand with each other, and so do 21 to 40. Piece 0 is
// nowhere.
Shard two_topics(const std::string& tokenizer) {
  Shard shard;
  shard.split = "text";
  shard.vocabulary = kVocabulary;
  shard.tokenizer_sha256 = tokenizer;
  std::uint32_t state = 1;
  for (std::uint16_t row = 0; row < 200; ++row) {
    const std::uint16_t first = row % 2 == 0 ? 1 : 21;
    for (int i = 0; i < 12; ++i) {
      state = state * 1664525 + 1013904223;
      shard.ids.push_back(static_cast<std::uint16_t>(first + (state >> 16) % 20));
      shard.words.push_back(1);
      if (i == 3) shard.offsets.push_back(static_cast<std::int64_t>(shard.ids.size()));
    }
    shard.offsets.push_back(static_cast<std::int64_t>(shard.ids.size()));
    shard.partial.push_back(0);
  }
  return shard;
}

struct Files {
  TemporaryFolder folder;
  std::string text = (folder / "text.shard.safetensors").string();
  std::string other = (folder / "other.shard.safetensors").string();
  Files() {
    write_shard(text, two_topics("abc"));
    write_shard(other, two_topics("xyz"));
  }
};

const auto ignore_stage = [](const char*, std::uint64_t, std::uint64_t) {};

EmbeddingOptions options_for(const Files& files) {
  EmbeddingOptions options;
  options.shards = {files.text};
  options.width = 4;
  options.window = 5;
  return options;
}

double cosine(const at::Tensor& vectors, int a, int b) {
  return at::cosine_similarity(vectors[a], vectors[b], 0).item<double>();
}

TEST_CASE("pieces of one topic lie nearer to each other than to those of another") {
  const Files files;
  const Embeddings found = learn_embeddings(options_for(files), ignore_stage);
  double within = 0, across = 0;
  for (int piece = 1; piece < 20; ++piece) {
    within += cosine(found.vectors, piece, piece + 1) / 19;
    across += cosine(found.vectors, piece, piece + 20) / 19;
  }
  CHECK(within > across + 0.5);
}

TEST_CASE("what was read is told, and a piece that was not met has no vector") {
  const Files files;
  const Embeddings found = learn_embeddings(options_for(files), ignore_stage);
  CHECK(found.vectors.sizes() == at::IntArrayRef({kVocabulary, 4}));
  CHECK(found.tokenizer_sha256 == "abc");
  CHECK(found.pieces_read == 2400);
  CHECK(found.pieces_met == 40);
  CHECK(found.vectors[0].abs().sum().item<float>() == 0);
}

TEST_CASE("the same seed gives the same vectors, and the columns fall in importance") {
  const Files files;
  const at::Tensor first = learn_embeddings(options_for(files), ignore_stage).vectors;
  const at::Tensor second = learn_embeddings(options_for(files), ignore_stage).vectors;
  CHECK(at::equal(first, second));
  const at::Tensor sizes = first.square().sum(0);
  CHECK((sizes.narrow(0, 1, 3) <= sizes.narrow(0, 0, 3)).all().item<bool>());
}

TEST_CASE("no shard, shards of two tokenizers and too great a width are refused") {
  const Files files;
  EmbeddingOptions options = options_for(files);
  options.shards = {};
  CHECK_THROWS_WITH(learn_embeddings(options, ignore_stage), Catch::Contains("--shards"));
  options.shards = {files.text, files.other};
  CHECK_THROWS_WITH(learn_embeddings(options, ignore_stage),
                    Catch::Contains(files.other) && Catch::Contains("tokenizer"));
  options = options_for(files);
  options.width = kVocabulary + 1;
  CHECK_THROWS_WITH(learn_embeddings(options, ignore_stage), Catch::Contains("--width"));
}

TEST_CASE("a stage may stop the work") {
  const Files files;
  const auto stop = [](const char*, std::uint64_t, std::uint64_t) {
    throw Error(ErrorCode::kFailed, "stopped");
  };
  CHECK_THROWS_WITH(learn_embeddings(options_for(files), stop), "stopped");
}

}  // namespace
}  // namespace linnet::train_embeddings
