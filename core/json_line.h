// Writing JSON Lines.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace linnet {

// The object on one line, without the line feed. Bytes that are no UTF-8 become U+FFFD: what was
// collected is written down, not lost to an exception.
inline std::string json_line(const nlohmann::ordered_json& object) {
  return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace linnet
