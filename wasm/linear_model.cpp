// JavaScript's LinearModel: the instant tier.
#include "core/linear_model.h"

#include <emscripten/bind.h>

#include "core/linear_reasons.h"
#include "wasm/bytes.h"

namespace linnet::wasm {
namespace {

using emscripten::val;

LinearModel linear_model_of(const val& bytes) {
  return guarded([&] { return LinearModel::parse(copy_bytes(bytes)); });
}

// {logits, truncated}
val run(const LinearModel& model, const Tokenizer& tokenizer, const val& title,
        const val& description) {
  return guarded([&] {
    const Pieces title_pieces = tokenizer.pieces(copy_bytes(title));
    const Pieces description_pieces = tokenizer.pieces(copy_bytes(description));
    val result = val::object();
    result.set("logits", to_float32_array(model.logits(title_pieces, description_pieces)));
    result.set("truncated", title_pieces.truncated || description_pieces.truncated);
    return result;
  });
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
val reasons(const LinearModel& model, const Tokenizer& tokenizer, const val& title,
            const val& description, std::size_t label) {
  return guarded([&] {
    const LinearReasons found =
        linear_reasons(model, tokenizer, copy_bytes(title), copy_bytes(description), label);
    val result = val::object();
    result.set("title", to_array(found.title));
    result.set("description", to_array(found.description));
    result.set("rest", found.rest);
    return result;
  });
}

}  // namespace

EMSCRIPTEN_BINDINGS(linnet_linear_model) {
  emscripten::class_<LinearModel>("LinearModel")
      .class_function("parse", &linear_model_of)
      .property("labels", &LinearModel::labels)
      .function("run", &run)
      .function("reasons", &reasons);
}

}  // namespace linnet::wasm
