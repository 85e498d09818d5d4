// Text as full sequences: the documents of a shard one after another, cut at a fixed length.
//
// A sequence may begin within a document and hold several; attention goes over their borders, as in
// RoBERTa's FULL-SENTENCES (Liu et al., 2019, 4.2), where this did as well as keeping to one
// document. It needs neither padding nor a mask, so the fastest kernels serve.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "native/shards/shards.h"

namespace linnet::pretrain {

// What a piece is to the choice of masks.
enum class PieceKind : std::uint8_t {
  kContinuesWord = 0,
  kStartsWord = 1,
  kSpecial = 2,  // <s>, </s> and other pieces that are never masked, <unk> among them
};

struct Sequence {
  std::span<const std::uint16_t> ids;
  std::span<const PieceKind> kinds;
};

class PackedText {
 public:
  // Lays out the rows of `shard` in an order that follows from `seed`, each as
  // `<s> title </s> description </s>`, without a title as `<s> description </s>`; rows without any
  // text are left out. Throws Error(kInvalidArgument) where this is shorter than one sequence.
  PackedText(const Shard& shard, std::size_t sequence_tokens, std::uint64_t seed);

  std::size_t sequences() const;
  // The last one reaches back as far as it takes to be full; the others share no piece.
  Sequence sequence(std::size_t index) const;

 private:
  std::vector<std::uint16_t> ids_;
  std::vector<PieceKind> kinds_;
  std::size_t sequence_tokens_;
};

}  // namespace linnet::pretrain
