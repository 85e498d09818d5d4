// Copies between JavaScript's arrays and the module's memory.
#include "wasm/bytes.h"

namespace linnet::wasm {

using emscripten::typed_memory_view;
using emscripten::val;

std::string copy_bytes(const val& bytes) {
  std::string copy(bytes["length"].as<std::size_t>(), '\0');
  if (!copy.empty()) {
    val(typed_memory_view(copy.size(), reinterpret_cast<std::uint8_t*>(copy.data())))
        .call<void>("set", bytes);
  }
  return copy;
}

std::vector<float> copy_floats(const val& floats) {
  std::vector<float> copy(floats["length"].as<std::size_t>());
  if (!copy.empty()) {
    val(typed_memory_view(copy.size(), copy.data())).call<void>("set", floats);
  }
  return copy;
}

val to_float32_array(std::span<const float> values) {
  return val::global("Float32Array").new_(typed_memory_view(values.size(), values.data()));
}

val to_int32_array(std::span<const std::int32_t> values) {
  return val::global("Int32Array").new_(typed_memory_view(values.size(), values.data()));
}

val to_string_array(std::span<const std::string> texts) {
  val result = val::array();
  for (const std::string& text : texts) result.call<void>("push", text);
  return result;
}

void throw_error(ErrorCode code, const std::string& message) {
  val error = val::global("Error").new_(message);
  error.set("code", std::string(to_string(code)));
  error.throw_();
}

}  // namespace linnet::wasm
