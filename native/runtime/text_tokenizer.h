// A text as the tiers of a bundle read it: in the pieces that they share and, where the full tier
// has a tokenizer of its own, in those as well.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "core/tokenizer.h"

namespace linnet {

struct TierPieces {
  TextPieces shared = {};                  // what the instant tier and the detector read
  std::optional<TextPieces> encoder = {};  // what the full tier reads, where that is not the same

  const TextPieces& of_encoder() const { return encoder ? *encoder : shared; }
  TierPieces without_description() const;
};

class TextTokenizer {
 public:
  // `encoder` is the full tier's own; null where it has none.
  explicit TextTokenizer(std::shared_ptr<const Tokenizer> shared,
                         std::shared_ptr<const Tokenizer> encoder = nullptr);

  // Safe to call from several threads.
  TierPieces pieces(std::string_view title, std::string_view description) const;

 private:
  std::shared_ptr<const Tokenizer> shared_, encoder_;
};

}  // namespace linnet
