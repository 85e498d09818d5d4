// Why the instant tier gives a label or not: the words of a text, and what each adds to the logit.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/instant_model.h"
#include "core/tokenizer.h"

namespace linnet {

// A word or what stands between two words.
struct TextSegment {
  std::string text;         // never empty
  double contribution = 0;  // to the label's logit; above 0 speaks for the label
};

struct InstantReasons {
  // Joined, the text of a field: what of it is read, as clean_utf8() leaves it.
  std::vector<TextSegment> title, description;
  // The label's bias, and what comes from pieces that stand for nothing in the text. With all
  // contributions, the logit.
  double rest = 0;
};

// InstantModel::contributions() word by word. A word is what SentencePiece takes for one: from a
// mark of a word's start to the next, without the space before it. Throws Error(kInvalidArgument)
// where there is no such label.
InstantReasons instant_reasons(const InstantModel& model, const Tokenizer& tokenizer,
                               std::string_view title, std::string_view description,
                               std::size_t label);

}  // namespace linnet
