// Pre-tokenised examples: what `linnet tokenize` writes and every trainer reads.
//
// A shard is a safetensors file (any tool that opens those opens ours):
//   ids       U16 [pieces]        pieces of all texts one after another, no special tokens
//   words     U8  [pieces]        1 where a piece starts a word
//   offsets   I64 [2 * rows + 1]  text 2r is the title of row r, text 2r + 1 its description
//   relevance U8  [rows, labels]  0, 1 or 2 (core/relevance.h); labels may be 0 (running text)
//   partial   U8  [rows]          1 where a missing label does not mean that it does not apply
//   soft      U8  [rows, labels]  soft labels (native/shards/targets.h); left out where there are
//   none
// metadata: format "linnet-shard", version "4", split, vocabulary (pieces in the tokenizer),
// tokenizer_sha256, special_ids (core/tokenizer_spec.h), label_names (a JSON array).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/relevance.h"
#include "core/tokenizer.h"
#include "core/tokenizer_spec.h"
#include "native/shards/targets.h"

namespace linnet {

struct Shard {
  std::string split;
  std::size_t vocabulary = 0;
  std::string tokenizer_sha256;
  SpecialIds special_ids;
  std::vector<std::string> label_names;

  std::vector<std::uint16_t> ids;
  std::vector<std::uint8_t> words;
  std::vector<std::int64_t> offsets{0};
  std::vector<Relevance> relevance;
  std::vector<std::uint8_t> partial;
  std::vector<SoftLabel> soft;  // rows x labels, or empty

  std::size_t rows() const { return partial.size(); }
  std::span<const std::uint16_t> title(std::size_t row) const { return text(2 * row); }
  std::span<const std::uint16_t> description(std::size_t row) const { return text(2 * row + 1); }
  TextPieces pieces(std::size_t row) const;  // as Tokenizer gave them
  std::span<const Relevance> row_relevance(std::size_t row) const;
  RelevanceMatrix relevance_matrix() const;
  std::optional<float> target(std::size_t row, std::size_t label,
                              const TargetOptions& options) const;

 private:
  std::span<const std::uint16_t> text(std::size_t index) const;
  Pieces text_pieces(std::size_t index) const;
};

// Whether ids of the two name the same pieces.
bool same_tokenizer(const Shard& a, const Shard& b);

// Of shards to learn from and to be measured on together. Throws Error(kInvalidArgument) where they
// differ in labels or tokenizer.
void require_alike(const Shard& a, const Shard& b);
void require_alike(std::span<const Shard> shards);

// Throws Error(kInvalidFormat) naming the file where tensors are missing or disagree in size, an
// offset leaves the ids, or an id is not below the vocabulary.
Shard read_shard(const std::filesystem::path& path);
void write_shard(const std::filesystem::path& path, const Shard& shard);

}  // namespace linnet
