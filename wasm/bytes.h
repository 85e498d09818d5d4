// How values cross between JavaScript and the core: bytes in, typed arrays out, errors as errors.
#pragma once

#include <emscripten/val.h>

#include <cstdint>
#include <exception>
#include <new>
#include <span>
#include <string>
#include <vector>

#include "core/error.h"

namespace linnet::wasm {

// A copy of a Uint8Array. Text crosses this way too, as UTF-8 from a TextEncoder, which turns lone
// surrogates into U+FFFD; Emscripten's own conversion of strings does not.
std::string copy_bytes(const emscripten::val& bytes);

// A copy of a Float32Array.
std::vector<float> copy_floats(const emscripten::val& floats);

// New arrays of JavaScript's, independent of the module's memory.
emscripten::val to_float32_array(std::span<const float> values);
emscripten::val to_int32_array(std::span<const std::int32_t> values);
emscripten::val to_string_array(std::span<const std::string> texts);  // well-formed UTF-8

// Throws a JavaScript `Error` with `message` and `code` ("invalid-format", ...).
[[noreturn]] void throw_error(ErrorCode code, const std::string& message);

// Runs `work`; what it throws reaches JavaScript as an Error with a code. The JavaScript exception
// starts outside the handler, so that none of C++'s own is left alive behind it.
template <typename Work>
auto guarded(Work work) -> decltype(work()) {
  auto code = ErrorCode::kFailed;
  std::string message;
  try {
    return work();
  } catch (const Error& error) {
    code = error.code();
    message = error.what();
  } catch (const std::bad_alloc&) {
    message = "out of memory";
  } catch (const std::exception& error) {
    message = error.what();
  }
  throw_error(code, message);
}

}  // namespace linnet::wasm
