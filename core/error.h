// The one exception type of Linnet: a code for programs and a message for people.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace linnet {

enum class ErrorCode {
  kInvalidArgument,  // the caller asked for something that makes no sense
  kInvalidFormat,    // text or bytes that do not follow their format
  kCorrupt,          // size or SHA-256 differs from what was promised
  kNotFound,         // a file, label or field that should be there is not
  kUnsupported,      // well-formed, but from a newer or different kind of producer
  kFailed,           // work that was possible but did not succeed (disk full, out of memory, ...)
};

// The name used across the JavaScript border and in JSON, for example "invalid-format".
std::string_view to_string(ErrorCode code);

// `what()` names the file, line or field concerned and says what to do about it.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ErrorCode code() const { return code_; }

 private:
  ErrorCode code_;
};

}  // namespace linnet
