// What kind of tokenizer a model was made with, and the special tokens that frame its texts.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace linnet {

enum class TokenizerKind : std::uint8_t {
  kSentencePiece,  // Kudo and Richardson, 2018: our own, by `linnet tokenizer train`
  kWordPiece,      // Devlin et al., 2019: BERT's vocab.txt, cased or not
  kBytePairs,      // Radford et al., 2019: GPT-2's and RoBERTa's byte-level BPE
};

// Ids of the special tokens. A pair is framed as `begin title end description end`.
struct SpecialIds {
  std::int32_t begin = 0;    // <s>, [CLS]
  std::int32_t padding = 1;  // <pad>, [PAD]
  std::int32_t end = 2;      // </s>, [SEP]
  std::int32_t unknown = 3;  // <unk>, [UNK]
  std::int32_t mask = 4;     // <mask>, [MASK]

  bool operator==(const SpecialIds&) const = default;
};

// Where `roberta-base` and Linnet's own SentencePiece models have them: the default of all above.
inline constexpr SpecialIds kRobertaIds = {};

// The largest of them.
constexpr std::int32_t last_special(const SpecialIds& ids) {
  return std::max({ids.begin, ids.padding, ids.end, ids.unknown, ids.mask});
}

struct TokenizerSpec {
  TokenizerKind kind = TokenizerKind::kSentencePiece;
  std::size_t vocabulary_size = 0;
  SpecialIds ids;

  bool operator==(const TokenizerSpec&) const = default;
};

// "SentencePiece, 16000 pieces": for messages.
std::string describe(const TokenizerSpec& spec);

// [begin, padding, end, unknown, mask]: how they travel with shards and models.
std::string special_ids_to_json(const SpecialIds& ids);
std::optional<SpecialIds> parse_special_ids(std::string_view json);  // nothing where it is not that

}  // namespace linnet
