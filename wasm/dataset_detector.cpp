// JavaScript's DatasetDetector: whether a text tells of a data set at all.
#include "core/dataset_detector.h"

#include <emscripten/bind.h>

#include "core/tokenizer.h"
#include "wasm/bytes.h"

namespace linnet::wasm {
namespace {

using emscripten::val;

DatasetDetector detector_of(const val& bytes) {
  return guarded([&] { return DatasetDetector::parse(copy_bytes(bytes)); });
}

bool accepts(const DatasetDetector& detector, const TextPieces& text) {
  return guarded([&] { return detector.accepts(text.title, text.description); });
}

}  // namespace

EMSCRIPTEN_BINDINGS(linnet_dataset_detector) {
  emscripten::class_<DatasetDetector>("DatasetDetector")
      .class_function("parse", &detector_of)
      .function("accepts", &accepts);
}

}  // namespace linnet::wasm
