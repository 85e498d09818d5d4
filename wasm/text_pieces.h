// JavaScript's TextPieces: a text that was cut once, for all models that read it.
#pragma once

#include "core/tokenizer.h"

namespace linnet::wasm {

struct TextPieces {
  Pieces title;
  Pieces description;

  bool truncated() const { return title.truncated || description.truncated; }
};

}  // namespace linnet::wasm
