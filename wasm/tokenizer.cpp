// JavaScript's Tokenizer: text (UTF-8 bytes) to pieces, and these to framed token ids.
#include "core/tokenizer.h"

#include <emscripten/bind.h>

#include "wasm/bytes.h"

namespace linnet::wasm {
namespace {

using emscripten::val;

Tokenizer tokenizer_of(const val& model) {
  return guarded([&] { return Tokenizer(copy_bytes(model)); });
}

val pieces(const Tokenizer& tokenizer, const val& text) {
  return guarded([&] {
    const Pieces found = tokenizer.pieces(copy_bytes(text));
    val result = val::object();
    result.set("ids", to_int32_array(found.ids));
    result.set("truncated", found.truncated);
    return result;
  });
}

TextPieces cut(const Tokenizer& tokenizer, const val& title, const val& description) {
  return guarded([&] { return tokenizer.pieces(copy_bytes(title), copy_bytes(description)); });
}

val encode(const Tokenizer& tokenizer, const TextPieces& text, const TokenLimits& limits) {
  return guarded([&] {
    const Encoding encoding =
        encode_pair(text.title.ids, text.description.ids, limits, tokenizer.spec().ids);
    val windows = val::array();
    for (const auto& window : encoding.windows) windows.call<void>("push", to_int32_array(window));
    val result = val::object();
    result.set("windows", windows);
    result.set("truncated", encoding.truncated || text.truncated());
    return result;
  });
}

std::string piece(const Tokenizer& tokenizer, std::int32_t id) {
  return guarded([&] { return tokenizer.piece(id); });
}

}  // namespace

EMSCRIPTEN_BINDINGS(linnet_tokenizer) {
  emscripten::value_object<TokenLimits>("TokenLimits")
      .field("maxTokens", &TokenLimits::max_tokens)
      .field("overlap", &TokenLimits::overlap)
      .field("maxWindows", &TokenLimits::max_windows);
  emscripten::class_<TextPieces>("TextPieces").property("truncated", &TextPieces::truncated);
  emscripten::class_<Tokenizer>("Tokenizer")
      .class_function("parse", &tokenizer_of)
      .property("vocabularySize", &Tokenizer::vocabulary_size)
      .function("pieces", &pieces)
      .function("cut", &cut)
      .function("encode", &encode)
      .function("piece", &piece);
}

}  // namespace linnet::wasm
