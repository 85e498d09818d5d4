#include "native/fetch/json_reply.h"

#include <nlohmann/json.hpp>
#include <string>

#include "core/error.h"
#include "core/strict_json.h"
#include "core/utf8.h"

namespace linnet::fetch {
namespace {

// The deepest nesting, from brackets outside strings; exact for well-formed JSON.
std::size_t depth_of(std::string_view text) {
  std::size_t depth = 0, deepest = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  return deepest;
}

[[noreturn]] void fail(std::string_view what, const std::string& why) {
  throw Error(ErrorCode::kInvalidFormat, std::string(what) + ": " + why);
}

}  // namespace

nlohmann::json parse_json_reply(std::string_view text, std::string_view what,
                                std::size_t max_depth) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) fail(what, "the reply is empty");
  if (text[first] == '<') fail(what, "the reply is a web page (or XML), not JSON");
  if (!is_valid_utf8(text)) fail(what, "the reply is not UTF-8, as JSON must be");
  if (depth_of(text) > max_depth) {
    fail(what, "the reply nests deeper than " + std::to_string(max_depth) + " levels");
  }
  return parse_json(text, what);
}

}  // namespace linnet::fetch
