// Text to token ids, framed as `<s> title </s> description </s>`, by whichever kind of tokenizer.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/sentencepiece_text.h"
#include "core/tokenizer_spec.h"

namespace linnet {

class TokenizerModel;

// Bytes of one field that are read at most; what lies beyond is dropped and reported as truncated.
inline constexpr std::size_t kMaxFieldBytes = std::size_t{1} << 20;

// How a pair is laid into windows.
struct TokenLimits {
  std::size_t max_tokens = 256;  // of a window, special tokens included; at least 8
  std::size_t overlap = 32;      // description tokens repeated from the window before; at most
                                 // max_tokens - 4
  std::size_t max_windows = 8;   // at least 1; further text is not read
};

// The pieces of one text, without special tokens.
struct Pieces {
  std::vector<std::int32_t> ids;
  std::vector<std::uint8_t> starts_word;  // 1 where the piece starts a word; same length
  bool truncated = false;                 // the text was longer than kMaxFieldBytes
};

// A title and its description, cut once for all models that read them.
struct TextPieces {
  Pieces title;
  Pieces description;

  bool truncated() const { return title.truncated || description.truncated; }
};

// One or more windows of the same pair.
struct Encoding {
  std::vector<std::vector<std::int32_t>> windows;  // each from SpecialIds::begin to ::end
  bool truncated = false;  // some of the text is in no window, or the title was shortened
};

// Throws Error(kInvalidArgument) that names the limit which is out of range.
void check_limits(const TokenLimits& limits);

// Lays out piece ids (no special tokens) as windows `<s> title </s> description </s>`:
// - the title is kept in each window; it has what the description leaves free, and where it must
//   be shortened it keeps at least half of the tokens of a window;
// - a description that fits gives one window; a longer one gives overlapping windows (the overlap
//   is at most half of what the title leaves, so that each window reads on);
// - each window closes with </s>, and none is longer than `limits.max_tokens`.
// An empty description gives the one window `<s> title </s> </s>`.
// Here `<s>` stands for ids.begin and `</s>` for ids.end. Throws Error(kInvalidArgument) where the
// limits are out of range.
Encoding encode_pair(std::span<const std::int32_t> title, std::span<const std::int32_t> description,
                     const TokenLimits& limits, const SpecialIds& ids);

// A tokenizer held in memory. Immutable after construction, so safe to share between
// threads. Any bytes are accepted as text: they pass through clean_utf8() first, and the same bytes
// give the same ids natively and in WebAssembly.
class Tokenizer {
 public:
  // `model` holds the bytes of a SentencePiece model, of a vocab.txt of BERT's kind (uncased where
  // no token has a capital letter), or of a tokenizer.json with a WordPiece or a byte-level BPE:
  // told apart by how they begin. Throws Error(kInvalidFormat) where they are none of these or
  // broken, Error(kUnsupported) where a SentencePiece model has its special pieces elsewhere than
  // kRobertaIds, or a tokenizer.json is of a form that is not read.
  explicit Tokenizer(std::string_view model);
  static Tokenizer parse(std::string_view model) { return Tokenizer(model); }
  ~Tokenizer();
  Tokenizer(Tokenizer&&) noexcept;
  Tokenizer& operator=(Tokenizer&&) noexcept;

  const TokenizerSpec& spec() const { return spec_; }
  std::size_t vocabulary_size() const { return spec_.vocabulary_size; }
  Pieces pieces(std::string_view text) const;
  TextPieces pieces(std::string_view title, std::string_view description) const;
  // Where the pieces of pieces(text) stand, one each, in order and without overlap. A piece that
  // stands for nothing in the text (the mark of a word's start) is empty. `text` must be as
  // clean_utf8() leaves it; throws Error(kInvalidArgument) otherwise.
  std::vector<ByteSpan> spans(std::string_view text) const;
  Encoding encode(std::string_view title, std::string_view description,
                  const TokenLimits& limits) const;
  // The vocabulary's own form of an id ("\u2581data", "##ing"), and the text that it stands for,
  // U+2581 for the start of a word, empty for special pieces. Both throw Error(kInvalidArgument)
  // where the id is out of range.
  std::string piece(std::int32_t id) const;
  std::string surface(std::int32_t id) const;

 private:
  void check_id(std::int32_t id) const;

  std::unique_ptr<TokenizerModel> model_;
  TokenizerSpec spec_;
};

}  // namespace linnet
