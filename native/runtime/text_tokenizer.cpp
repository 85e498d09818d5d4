#include "native/runtime/text_tokenizer.h"

#include <utility>

namespace linnet {

TierPieces TierPieces::without_description() const {
  TierPieces text{.shared = {shared.title, {}}};
  if (encoder) text.encoder = TextPieces{encoder->title, {}};
  return text;
}

TextTokenizer::TextTokenizer(std::shared_ptr<const Tokenizer> shared,
                             std::shared_ptr<const Tokenizer> encoder)
    : shared_(std::move(shared)), encoder_(std::move(encoder)) {}

TierPieces TextTokenizer::pieces(std::string_view title, std::string_view description) const {
  TierPieces text{.shared = shared_->pieces(title, description)};
  if (encoder_) text.encoder = encoder_->pieces(title, description);
  return text;
}

}  // namespace linnet
