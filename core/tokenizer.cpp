// The SentencePiece processor behind Tokenizer, and the checks that make its ids ours.
#include "core/tokenizer.h"

#include <sentencepiece_processor.h>

#include <array>

#include "core/error.h"
#include "core/utf8.h"

// Part of the library, though of none of its installed headers.
namespace sentencepiece::logging {
void SetMinLogLevel(int level);
}

namespace linnet {
namespace {

constexpr int kLogErrors = 2;
constexpr std::string_view kWordStart = "\xE2\x96\x81";  // U+2581

struct SpecialPiece {
  std::int32_t id;
  std::string_view name;
};
constexpr std::array<SpecialPiece, 5> kSpecialPieces = {
    {{kBosId, "<s>"}, {kPadId, "<pad>"}, {kEosId, "</s>"}, {kUnkId, "<unk>"}, {kMaskId, "<mask>"}}};

void check_special_pieces(const sentencepiece::SentencePieceProcessor& processor) {
  for (const auto& [id, name] : kSpecialPieces) {
    const bool present = id < processor.GetPieceSize();
    // A normal piece would be found in the text, so that users could write special tokens.
    const bool special = present && (id == kUnkId    ? processor.IsUnknown(id)
                                     : id == kMaskId ? !processor.IsUnused(id)
                                                     : processor.IsControl(id));
    if (!special || processor.IdToPiece(id) != name) {
      throw Error(ErrorCode::kUnsupported,
                  "tokenizer model: id " + std::to_string(id) + " must be the special piece " +
                      std::string(name) + ", but is " +
                      (present ? "\"" + processor.IdToPiece(id) + "\"" : "missing") +
                      "; train one with `linnet tokenizer train`");
    }
  }
}

[[noreturn]] void could_not_encode(std::size_t bytes, const std::string& why) {
  throw Error(ErrorCode::kFailed, "tokenizer: SentencePiece could not encode a text of " +
                                      std::to_string(bytes) + " bytes: " + why);
}

}  // namespace

struct Tokenizer::Model {
  sentencepiece::SentencePieceProcessor processor;
  std::vector<std::uint8_t> starts_word;  // by id
};

Tokenizer::Tokenizer(std::string_view model) : model_(std::make_unique<Model>()) {
  // It would tell stderr of every model without a normaliser; what goes wrong comes as a status.
  sentencepiece::logging::SetMinLogLevel(kLogErrors);
  const auto status = model_->processor.LoadFromSerializedProto({model.data(), model.size()});
  if (!status.ok()) {
    throw Error(ErrorCode::kInvalidFormat, "tokenizer model: not a SentencePiece model of " +
                                               std::to_string(model.size()) +
                                               " bytes: " + status.ToString());
  }
  check_special_pieces(model_->processor);
  const int size = model_->processor.GetPieceSize();
  model_->starts_word.resize(static_cast<std::size_t>(size));
  for (int id = 0; id < size; ++id) {
    const std::string& piece = model_->processor.IdToPiece(id);
    model_->starts_word[static_cast<std::size_t>(id)] = piece.starts_with(kWordStart) ? 1 : 0;
  }
}

Tokenizer::~Tokenizer() = default;
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;

std::size_t Tokenizer::vocabulary_size() const { return model_->starts_word.size(); }

Pieces Tokenizer::pieces(std::string_view text) const {
  const std::string_view read = utf8_prefix(text, kMaxFieldBytes);
  Pieces pieces;
  pieces.truncated = read.size() < text.size();
  const auto status = model_->processor.Encode(clean_utf8(read), &pieces.ids);
  if (!status.ok()) could_not_encode(read.size(), status.ToString());
  pieces.starts_word.reserve(pieces.ids.size());
  for (const std::int32_t id : pieces.ids) {
    pieces.starts_word.push_back(model_->starts_word[static_cast<std::size_t>(id)]);
  }
  return pieces;
}

std::vector<ByteSpan> Tokenizer::spans(std::string_view text) const {
  const std::string_view read = utf8_prefix(text, kMaxFieldBytes);
  if (clean_utf8(read) != read) {
    throw Error(ErrorCode::kInvalidArgument,
                "tokenizer: the text is not as clean_utf8() leaves it");
  }
  const auto spans =
      read_piece_spans(model_->processor.EncodeAsSerializedProto({read.data(), read.size()}));
  if (!spans || (!spans->empty() && spans->back().end > read.size())) {
    could_not_encode(read.size(), "it says nothing of use about where the pieces stand");
  }
  return *spans;
}

Encoding Tokenizer::encode(std::string_view title, std::string_view description,
                           const TokenLimits& limits) const {
  check_limits(limits);
  const Pieces title_pieces = pieces(title);
  const Pieces description_pieces = pieces(description);
  Encoding encoding = encode_pair(title_pieces.ids, description_pieces.ids, limits);
  encoding.truncated |= title_pieces.truncated || description_pieces.truncated;
  return encoding;
}

std::string Tokenizer::piece(std::int32_t id) const {
  if (id < 0 || static_cast<std::size_t>(id) >= vocabulary_size()) {
    throw Error(ErrorCode::kInvalidArgument, "tokenizer: no piece has id " + std::to_string(id) +
                                                 "; ids are 0 to " +
                                                 std::to_string(vocabulary_size() - 1));
  }
  return model_->processor.IdToPiece(id);
}

}  // namespace linnet
