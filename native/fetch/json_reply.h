// JSON from strangers: bounded nesting, and words for what servers send in its place.
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace linnet::fetch {

inline constexpr std::size_t kMaxJsonDepth = 64;

// The value of a reply. Throws Error(kInvalidFormat) that opens with `what` where the text is a web
// page, is empty, is no well-formed JSON in UTF-8, has a name twice in an object, or nests deeper
// than `max_depth` objects and arrays.
nlohmann::json parse_json_reply(std::string_view text, std::string_view what,
                                std::size_t max_depth = kMaxJsonDepth);

}  // namespace linnet::fetch
