// JavaScript's InstantModel.
#include "core/instant_model.h"

#include <emscripten/bind.h>

#include "core/instant_reasons.h"
#include "core/tokenizer.h"
#include "wasm/bytes.h"

namespace linnet::wasm {
namespace {

using emscripten::val;

InstantModel instant_model_of(const val& bytes) {
  return guarded([&] { return InstantModel::parse(copy_bytes(bytes)); });
}

val logits(const InstantModel& model, const TextPieces& text) {
  return guarded([&] { return to_float32_array(model.logits(text.title, text.description)); });
}

val to_array(const std::vector<TextSegment>& segments) {
  val result = val::array();
  for (const TextSegment& segment : segments) {
    val entry = val::object();
    entry.set("text", segment.text);
    entry.set("contribution", segment.contribution);
    result.call<void>("push", entry);
  }
  return result;
}

// {title, description, rest}
val reasons(const InstantModel& model, const Tokenizer& tokenizer, const val& title,
            const val& description, std::size_t label) {
  return guarded([&] {
    const InstantReasons found =
        instant_reasons(model, tokenizer, copy_bytes(title), copy_bytes(description), label);
    val result = val::object();
    result.set("title", to_array(found.title));
    result.set("description", to_array(found.description));
    result.set("rest", found.rest);
    return result;
  });
}

}  // namespace

EMSCRIPTEN_BINDINGS(linnet_instant_model) {
  emscripten::class_<InstantModel>("InstantModel")
      .class_function("parse", &instant_model_of)
      .property("labels", &InstantModel::labels)
      .function("logits", &logits)
      .function("reasons", &reasons);
}

}  // namespace linnet::wasm
