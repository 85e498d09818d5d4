// A text as the tiers of a bundle read it: in the pieces that they share and, where the full tier
// has a tokenizer of its own, in those as well.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "core/tokenizer.h"

namespace linnet {

struct PiecePair {
  Pieces title;
  Pieces description;
};

struct TextPieces {
  PiecePair shared = {};                  // what linear models read: the instant tier, the detector
  std::optional<PiecePair> encoder = {};  // what the full tier reads, where that is not the same

  const PiecePair& of_encoder() const { return encoder ? *encoder : shared; }
  TextPieces without_description() const;
};

class TextTokenizer {
 public:
  // `encoder` is the full tier's own; null where it has none.
  explicit TextTokenizer(std::shared_ptr<const Tokenizer> shared,
                         std::shared_ptr<const Tokenizer> encoder = nullptr);

  // Safe to call from several threads.
  TextPieces pieces(std::string_view title, std::string_view description) const;

 private:
  std::shared_ptr<const Tokenizer> shared_, encoder_;
};

}  // namespace linnet
