// UTF-8 made safe: what the tokenizer and the CSV reader do with bytes that are not text.
#pragma once

#include <string>
#include <string_view>

namespace linnet {

// True when `text` is well-formed UTF-8 (no overlong forms, no surrogates, nothing past U+10FFFF).
bool is_valid_utf8(std::string_view text);

// Replaces each maximal ill-formed subsequence by U+FFFD (Unicode 15, section 3.9, "best practice")
// and each control character other than tab, line feed and carriage return by a space.
// Never throws; the result is well-formed UTF-8. CESU-8 surrogates count as ill-formed.
std::string clean_utf8(std::string_view text);

// The longest prefix of at most `max_bytes` bytes that does not cut a code point.
// `text` must be well-formed.
std::string_view utf8_prefix(std::string_view text, std::size_t max_bytes);

}  // namespace linnet
