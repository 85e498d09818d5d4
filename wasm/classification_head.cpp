// JavaScript's ClassificationHead: an encoder's embeddings to logits.
#include "core/classification_head.h"

#include <emscripten/bind.h>

#include "wasm/bytes.h"

namespace linnet::wasm {
namespace {

using emscripten::val;

ClassificationHead head_of(const val& bytes) {
  return guarded([&] { return ClassificationHead::parse(copy_bytes(bytes)); });
}

val label_names(const ClassificationHead& head) { return to_string_array(head.labels().names()); }

val logits_of(const ClassificationHead& head, const val& embedding) {
  return guarded([&] { return to_float32_array(head.logits(copy_floats(embedding))); });
}

}  // namespace

EMSCRIPTEN_BINDINGS(linnet_classification_head) {
  emscripten::class_<ClassificationHead>("ClassificationHead")
      .class_function("parse", &head_of)
      .property("embeddingSize", &ClassificationHead::embedding_size)
      .function("labels", &label_names)
      .function("logits", &logits_of);
}

}  // namespace linnet::wasm
