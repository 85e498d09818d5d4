// Fields of replies, which name the same thing in two ways and leave out what they do not know.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/strict_json.h"

namespace linnet::scrape {

// The member `name` of an object or, where that is absent or null, `name` + "Nullable"; nothing
// where both are.
std::optional<JsonField> reply_field(const JsonField& object, std::string_view name);

// The same as text, "" where nothing is there. Throws Error(kInvalidFormat) naming the field where
// it is no string.
std::string reply_text(const JsonField& object, std::string_view name);

// The same as strings: an array of them, one string, or nothing. Throws Error(kInvalidFormat)
// naming the field or element.
std::vector<std::string> reply_texts(const JsonField& object, std::string_view name);

// "subject > earth and nature" gives "earth and nature".
std::string last_tag_segment(std::string_view path);

}  // namespace linnet::scrape
