// How often pieces stand near each other, and what of that is more than chance.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <vector>

namespace linnet::train_embeddings {

// Counts of pairs of pieces, dense: 4 bytes times the square of the vocabulary.
class Cooccurrence {
 public:
  explicit Cooccurrence(std::size_t vocabulary);

  // Counts each pair of places of `ids` that are at most `window` apart. Ids are below the
  // vocabulary.
  void add(std::span<const std::uint16_t> ids, std::size_t window);

  // Positive pointwise mutual information, f32 [vocabulary, vocabulary]:
  //   max(0, log(P(piece, context) / (P(piece) P'(context)))),
  // P' proportional to the count to the power of `smoothing`, which takes the edge off rare
  // contexts (Levy, Goldberg and Dagan, 2015, section 3.2). Rows and columns of pieces that were
  // not met are 0. The counts are used up: the result takes their place in memory.
  at::Tensor take_positive_pmi(double smoothing) &&;

 private:
  std::int64_t vocabulary_;
  // The bits of unsigned numbers, each pair in the row of its smaller id alone. A pair met more
  // than 2^32 - 1 times stays there.
  at::Tensor counts_;
};

}  // namespace linnet::train_embeddings
