// SentencePiece's processor as a TokenizerModel, and the checks that make its ids ours.
#include <sentencepiece_processor.h>

#include <array>

#include "core/error.h"
#include "core/tokenizer_model.h"

// Part of the library, though of none of its installed headers.
namespace sentencepiece::logging {
void SetMinLogLevel(int level);
}

namespace linnet {
namespace {

constexpr int kLogErrors = 2;

struct SpecialPiece {
  std::int32_t id;
  std::string_view name;
};
constexpr std::array<SpecialPiece, 5> kSpecialPieces = {{{kRobertaIds.begin, "<s>"},
                                                         {kRobertaIds.padding, "<pad>"},
                                                         {kRobertaIds.end, "</s>"},
                                                         {kRobertaIds.unknown, "<unk>"},
                                                         {kRobertaIds.mask, "<mask>"}}};

void check_special_pieces(const sentencepiece::SentencePieceProcessor& processor) {
  for (const auto& [id, name] : kSpecialPieces) {
    const bool present = id < processor.GetPieceSize();
    // A normal piece would be found in the text, so that users could write special tokens.
    const bool special = present && (id == kRobertaIds.unknown ? processor.IsUnknown(id)
                                     : id == kRobertaIds.mask  ? !processor.IsUnused(id)
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

class SentencePieceModel final : public TokenizerModel {
 public:
  explicit SentencePieceModel(std::string_view bytes) {
    // It would tell stderr of every model without a normaliser; what goes wrong comes as a status.
    sentencepiece::logging::SetMinLogLevel(kLogErrors);
    const auto status = processor_.LoadFromSerializedProto({bytes.data(), bytes.size()});
    if (!status.ok()) {
      throw Error(ErrorCode::kInvalidFormat, "tokenizer model: not a SentencePiece model of " +
                                                 std::to_string(bytes.size()) +
                                                 " bytes: " + status.ToString());
    }
    check_special_pieces(processor_);
    const int size = processor_.GetPieceSize();
    for (int id = 0; id < size; ++id) {
      starts_word_.push_back(processor_.IdToPiece(id).starts_with(kWordStart) ? 1 : 0);
    }
  }

  TokenizerSpec spec() const override {
    return {TokenizerKind::kSentencePiece, starts_word_.size(), kRobertaIds};
  }

  void encode(std::string_view text, std::vector<std::int32_t>& ids,
              std::vector<std::uint8_t>& starts_word) const override {
    std::vector<int> found;
    const auto status = processor_.Encode({text.data(), text.size()}, &found);
    if (!status.ok()) could_not_encode(text.size(), status.ToString());
    ids.insert(ids.end(), found.begin(), found.end());
    for (const int id : found) starts_word.push_back(starts_word_[static_cast<std::size_t>(id)]);
  }

  void each_piece(std::string_view text, const OnPiece& on_piece) const override {
    std::vector<std::int32_t> ids;
    std::vector<std::uint8_t> starts_word;
    encode(text, ids, starts_word);
    const auto spans =
        read_piece_spans(processor_.EncodeAsSerializedProto({text.data(), text.size()}));
    if (!spans || spans->size() != ids.size() ||
        (!spans->empty() && spans->back().end > text.size())) {
      could_not_encode(text.size(), "it says nothing of use about where the pieces stand");
    }
    for (std::size_t i = 0; i < ids.size(); ++i) on_piece(ids[i], starts_word[i] == 1, (*spans)[i]);
  }

  std::string piece(std::int32_t id) const override { return processor_.IdToPiece(id); }

  std::string surface(std::int32_t id) const override {
    const bool text = !processor_.IsControl(id) && !processor_.IsUnknown(id) &&
                      !processor_.IsByte(id) && id != kRobertaIds.mask;
    return text ? piece(id) : std::string();
  }

 private:
  sentencepiece::SentencePieceProcessor processor_;
  std::vector<std::uint8_t> starts_word_;  // by id
};

}  // namespace

std::unique_ptr<TokenizerModel> open_sentencepiece(std::string_view bytes) {
  return std::make_unique<SentencePieceModel>(bytes);
}

}  // namespace linnet
