// Word embeddings that put words of like company near each other, without any training steps: the
// positive pointwise mutual information of pieces and their neighbours, factorised. On the same
// text such vectors are about as good as skip-gram's (Levy, Goldberg and Dagan, 2015), which
// implicitly factorises much the same matrix (Levy and Goldberg, 2014).
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace linnet::train_embeddings {

struct EmbeddingOptions {
  std::vector<std::string> shards;  // files of `linnet tokenize`, labels not needed
  std::int64_t width = 768;
  std::int64_t window = 25;  // pieces on either side of one that are its neighbours
  double smoothing = 0.75;   // as Cooccurrence has it
  std::uint64_t seed = 1;
};

struct Embeddings {
  at::Tensor vectors;  // f32 [vocabulary, width]; a piece that was not met has zeros
  std::string tokenizer_sha256;
  std::int64_t pieces_read = 0;
  std::int64_t pieces_met = 0;  // distinct
};

// Title and description of a row are one text; the neighbours of a piece are in its own text. The
// vectors are the left singular vectors times the square roots of the singular values, columns
// falling by these. `on_stage(name, done, total)` tells how far each stage is; it may throw to
// stop. Throws Error(kInvalidArgument) on no shard, shards of different tokenizers, or a width over
// the vocabulary; Error as read_shard().
Embeddings learn_embeddings(const EmbeddingOptions& options,
                            const std::function<void(const char* stage, std::uint64_t done,
                                                     std::uint64_t total)>& on_stage);

}  // namespace linnet::train_embeddings
