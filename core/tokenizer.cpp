#include "core/tokenizer.h"

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/strict_json.h"
#include "core/tokenizer_model.h"
#include "core/utf8.h"

namespace linnet {
namespace {

// A serialised ModelProto opens with its first piece: field 1, a message.
constexpr char kSentencePieceStart = '\x0A';

std::unique_ptr<TokenizerModel> open_model(std::string_view bytes) {
  if (bytes.empty())
    throw Error(ErrorCode::kInvalidFormat,
                "tokenizer: not a SentencePiece model: the file is empty");
  if (bytes.front() == kSentencePieceStart) return open_sentencepiece(bytes);
  if (bytes.front() != '{') return open_wordpiece(bytes);
  const nlohmann::json document = parse_json(bytes, "tokenizer.json");
  const JsonField type = JsonField(document, "tokenizer.json:").at("model").at("type");
  if (type.text() == "WordPiece") return open_wordpiece(document);
  if (type.text() == "BPE") return open_byte_pairs(document);
  throw Error(ErrorCode::kUnsupported, type.path() + ": \"" + type.text() +
                                           "\" is not supported, only \"WordPiece\" and \"BPE\"");
}

}  // namespace

void TokenizerModel::encode(std::string_view text, std::vector<std::int32_t>& ids,
                            std::vector<std::uint8_t>& starts_word) const {
  each_piece(text, [&](std::int32_t id, bool starts, ByteSpan) {
    ids.push_back(id);
    starts_word.push_back(starts ? 1 : 0);
  });
}

std::vector<ByteSpan> TokenizerModel::spans(std::string_view text) const {
  std::vector<ByteSpan> spans;
  each_piece(text, [&](std::int32_t, bool, ByteSpan span) { spans.push_back(span); });
  return spans;
}

Tokenizer::Tokenizer(std::string_view model) : model_(open_model(model)), spec_(model_->spec()) {}
Tokenizer::~Tokenizer() = default;
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;

Pieces Tokenizer::pieces(std::string_view text) const {
  const std::string_view read = utf8_prefix(text, kMaxFieldBytes);
  Pieces pieces;
  pieces.truncated = read.size() < text.size();
  model_->encode(clean_utf8(read), pieces.ids, pieces.starts_word);
  return pieces;
}

TextPieces Tokenizer::pieces(std::string_view title, std::string_view description) const {
  return {pieces(title), pieces(description)};
}

std::vector<ByteSpan> Tokenizer::spans(std::string_view text) const {
  const std::string_view read = utf8_prefix(text, kMaxFieldBytes);
  if (clean_utf8(read) != read) {
    throw Error(ErrorCode::kInvalidArgument,
                "tokenizer: the text is not as clean_utf8() leaves it");
  }
  return model_->spans(read);
}

Encoding Tokenizer::encode(std::string_view title, std::string_view description,
                           const TokenLimits& limits) const {
  check_limits(limits);
  const Pieces title_pieces = pieces(title);
  const Pieces description_pieces = pieces(description);
  Encoding encoding = encode_pair(title_pieces.ids, description_pieces.ids, limits, spec_.ids);
  encoding.truncated |= title_pieces.truncated || description_pieces.truncated;
  return encoding;
}

void Tokenizer::check_id(std::int32_t id) const {
  if (id >= 0 && static_cast<std::size_t>(id) < vocabulary_size()) return;
  throw Error(ErrorCode::kInvalidArgument, "tokenizer: no piece has id " + std::to_string(id) +
                                               "; ids are 0 to " +
                                               std::to_string(vocabulary_size() - 1));
}

std::string Tokenizer::piece(std::int32_t id) const {
  check_id(id);
  return model_->piece(id);
}

std::string Tokenizer::surface(std::int32_t id) const {
  check_id(id);
  return model_->surface(id);
}

}  // namespace linnet
