#include "native/runtime/text_tokenizer.h"

#include <utility>

namespace linnet {

TextPieces TextPieces::without_description() const {
  TextPieces text{.shared = {shared.title, {}}};
  if (encoder) text.encoder = {encoder->title, {}};
  return text;
}

TextTokenizer::TextTokenizer(std::shared_ptr<const Tokenizer> shared,
                             std::shared_ptr<const Tokenizer> encoder)
    : shared_(std::move(shared)), encoder_(std::move(encoder)) {}

TextPieces TextTokenizer::pieces(std::string_view title, std::string_view description) const {
  TextPieces text{.shared = {shared_->pieces(title), shared_->pieces(description)}};
  if (encoder_) text.encoder = {encoder_->pieces(title), encoder_->pieces(description)};
  return text;
}

}  // namespace linnet
