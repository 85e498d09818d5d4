// JavaScript's LabelSet: the names of the tags, in the order of a model's outputs.
#include "core/label_set.h"

#include <emscripten/bind.h>

#include "wasm/bytes.h"

namespace linnet::wasm {
namespace {

using emscripten::val;

LabelSet label_set_of(const val& json) {
  return guarded([&] { return LabelSet::parse(copy_bytes(json)); });
}

val names(const LabelSet& labels) { return to_string_array(labels.names()); }

}  // namespace

EMSCRIPTEN_BINDINGS(linnet_label_set) {
  emscripten::class_<LabelSet>("LabelSet")
      .class_function("parse", &label_set_of)
      .property("size", &LabelSet::size)
      .function("names", &names);
}

}  // namespace linnet::wasm
