// What stands behind Tokenizer: one class a kind of tokenizer.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/sentencepiece_text.h"
#include "core/tokenizer_spec.h"

namespace linnet {

inline constexpr std::string_view kWordStart = "\xE2\x96\x81";  // U+2581, in surfaces

// `text` is as clean_utf8() leaves it in all of them.
class TokenizerModel {
 public:
  TokenizerModel() = default;
  virtual ~TokenizerModel() = default;
  TokenizerModel(const TokenizerModel&) = delete;
  TokenizerModel& operator=(const TokenizerModel&) = delete;

  // Of a piece: its id, whether it starts a word, and where it stands.
  using OnPiece = std::function<void(std::int32_t id, bool starts_word, ByteSpan span)>;

  virtual TokenizerSpec spec() const = 0;
  // Calls `on_piece` for each, in their order in the text.
  virtual void each_piece(std::string_view text, const OnPiece& on_piece) const = 0;
  // Appends the ids of the pieces, and 1 for each that starts a word, else 0. Virtual for a model
  // that is faster where nobody asks for the spans.
  virtual void encode(std::string_view text, std::vector<std::int32_t>& ids,
                      std::vector<std::uint8_t>& starts_word) const;
  // Where the pieces of encode() stand.
  std::vector<ByteSpan> spans(std::string_view text) const;
  // `id` is one of the vocabulary.
  virtual std::string piece(std::int32_t id) const = 0;
  virtual std::string surface(std::int32_t id) const = 0;
};

// `bytes` hold a serialised ModelProto; throws as Tokenizer's constructor.
std::unique_ptr<TokenizerModel> open_sentencepiece(std::string_view bytes);
// `bytes` hold a vocab.txt; likewise.
std::unique_ptr<TokenizerModel> open_wordpiece(std::string_view bytes);
// A tokenizer.json with a model of that type; likewise.
std::unique_ptr<TokenizerModel> open_wordpiece(const nlohmann::json& document);
std::unique_ptr<TokenizerModel> open_byte_pairs(const nlohmann::json& document);

}  // namespace linnet
