// JavaScript's Decision: logits to ranked tags. One is made by Manifest.decision(tier).
#include "core/decision.h"

#include <emscripten/bind.h>

#include "wasm/bytes.h"

namespace linnet::wasm {
namespace {

using emscripten::val;

val to_array(const std::vector<Tag>& tags) {
  val result = val::array();
  for (const Tag& tag : tags) result.call<void>("push", tag);
  return result;
}

val decide(const Decision& decision, const val& logits) {
  return guarded([&] { return to_array(decision.decide(copy_floats(logits))); });
}

val rank(const Decision& decision, const val& logits, std::size_t count) {
  return guarded([&] { return to_array(decision.rank(copy_floats(logits), count)); });
}

val probabilities(const Decision& decision, const val& logits) {
  return guarded([&] { return to_float32_array(decision.probabilities(copy_floats(logits))); });
}

val pool(const val& logits, std::size_t labels) {
  return guarded([&] { return to_float32_array(pool_windows(copy_floats(logits), labels)); });
}

}  // namespace

EMSCRIPTEN_BINDINGS(linnet_decision) {
  emscripten::value_object<Tag>("Tag")
      .field("label", &Tag::label)
      .field("probability", &Tag::probability)
      .field("threshold", &Tag::threshold);
  emscripten::class_<Decision>("Decision")
      .property("labels", &Decision::labels)
      .function("decide", &decide)
      .function("rank", &rank)
      .function("probabilities", &probabilities);
  emscripten::function("poolWindows", &pool);
}

}  // namespace linnet::wasm
