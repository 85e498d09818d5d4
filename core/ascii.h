// Text handled byte by byte where only ASCII matters, whatever the locale.
#pragma once

#include <string>
#include <string_view>

namespace linnet {

// A to Z become a to z; every other byte stays as it is.
constexpr char ascii_lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
std::string ascii_lower(std::string_view text);

bool equal_without_ascii_case(std::string_view a, std::string_view b);

// `text` without the bytes of `space` at both ends; a view into it.
std::string_view trimmed(std::string_view text, std::string_view space = " \t\r\n");

// 64 lower-case hexadecimal digits.
bool is_sha256(std::string_view text);

}  // namespace linnet
