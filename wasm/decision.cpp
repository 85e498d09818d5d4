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

val decide_required(const Decision& decision, const val& logits) {
  return guarded([&] { return to_array(decision.decide_required(copy_floats(logits))); });
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

val blend(const val& full, const val& instant, double weight) {
  return guarded([&] {
    return to_float32_array(blend_logits(copy_floats(full), copy_floats(instant), weight));
  });
}

std::vector<std::size_t> to_labels(const val& indices) {
  return emscripten::convertJSArrayToNumberVector<std::size_t>(indices);
}

// {shift, excluded, required, titleAlone}
Decision adjusted(const Decision& decision, const val& adjustment) {
  return guarded([&] {
    return decision.adjusted({adjustment["shift"].as<double>(), to_labels(adjustment["excluded"]),
                              to_labels(adjustment["required"]),
                              adjustment["titleAlone"].as<bool>()});
  });
}

val operating_points(const Decision& decision) {
  val result = val::array();
  for (const OperatingPoint& point : decision.rule().operating_points) {
    result.call<void>("push", point);
  }
  return result;
}

val evidence(const Decision& decision) {
  const auto& found = decision.rule().evidence;
  return found ? val(*found) : val::undefined();
}

val clear_group(const Decision& decision) {
  const auto& group = decision.rule().clear_group;
  return group ? val(*group) : val::undefined();
}

double instant_weight(const Decision& decision) { return decision.rule().instant_weight; }

}  // namespace

EMSCRIPTEN_BINDINGS(linnet_decision) {
  emscripten::value_object<Tag>("Tag")
      .field("label", &Tag::label)
      .field("probability", &Tag::probability)
      .field("threshold", &Tag::threshold)
      .field("clear", &Tag::clear);
  emscripten::value_object<OperatingPoint>("OperatingPoint")
      .field("shift", &OperatingPoint::shift)
      .field("precision", &OperatingPoint::precision)
      .field("recall", &OperatingPoint::recall)
      .field("tagsPerRow", &OperatingPoint::tags_per_row);
  emscripten::value_object<Evidence>("Evidence")
      .field("rows", &Evidence::rows)
      .field("graded", &Evidence::graded);
  emscripten::value_object<ClearGroup>("ClearGroup")
      .field("shift", &ClearGroup::shift)
      .field("precision", &ClearGroup::precision)
      .field("recall", &ClearGroup::recall);
  emscripten::class_<Decision>("Decision")
      .property("labels", &Decision::labels)
      .property("instantWeight", &instant_weight)
      .function("operatingPoints", &operating_points)
      .function("evidence", &evidence)
      .function("clearGroup", &clear_group)
      .function("adjusted", &adjusted)
      .function("decide", &decide)
      .function("decideRequired", &decide_required)
      .function("rank", &rank)
      .function("probabilities", &probabilities);
  emscripten::function("poolWindows", &pool);
  emscripten::function("blendLogits", &blend);
}

}  // namespace linnet::wasm
