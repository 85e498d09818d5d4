// JavaScript's LinearModel: the instant tier.
#include "core/linear_model.h"

#include <emscripten/bind.h>

#include "wasm/bytes.h"

namespace linnet::wasm {
namespace {

using emscripten::val;

LinearModel parse(const val& bytes) {
  return guarded([&] {
    const std::string file = copy_bytes(bytes);
    return LinearModel::parse(
        std::span(reinterpret_cast<const std::uint8_t*>(file.data()), file.size()));
  });
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

}  // namespace

EMSCRIPTEN_BINDINGS(linnet_linear_model) {
  emscripten::class_<LinearModel>("LinearModel")
      .class_function("parse", &parse)
      .property("labels", &LinearModel::labels)
      .function("run", &run);
}

}  // namespace linnet::wasm
