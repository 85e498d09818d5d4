// Decoding after table 3-7 of the Unicode standard ("well-formed UTF-8 byte sequences").
#include "core/utf8.h"

#include <cstddef>
#include <cstdint>

namespace linnet {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

struct Sequence {
  std::size_t length = 1;  // bytes of the code point, or of the maximal ill-formed subsequence
  bool well_formed = false;
};

std::uint8_t byte_at(std::string_view text, std::size_t index) {
  return static_cast<std::uint8_t>(text[index]);
}

// The sequence that starts at `begin`, which is inside the text.
Sequence sequence_at(std::string_view text, std::size_t begin) {
  const std::uint8_t lead = byte_at(text, begin);
  if (lead < 0x80) return {1, true};
  if (lead < 0xC2 || lead > 0xF4) return {1, false};
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  // The second byte's range depends on the lead: that is what excludes overlong forms, surrogates
  // and what lies past U+10FFFF.
  const std::uint8_t second_low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const std::uint8_t second_high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  for (std::size_t i = 1; i < length; ++i) {
    if (begin + i >= text.size()) return {i, false};
    const std::uint8_t byte = byte_at(text, begin + i);
    const bool fits =
        i == 1 ? byte >= second_low && byte <= second_high : byte >= 0x80 && byte <= 0xBF;
    if (!fits) return {i, false};
  }
  return {length, true};
}

bool is_plain_ascii(std::uint8_t byte) {
  return (byte >= 0x20 && byte < 0x7F) || byte == '\t' || byte == '\n' || byte == '\r';
}

// U+0080..U+009F, the second block of control characters.
bool is_c1_control(std::string_view text, std::size_t begin) {
  return byte_at(text, begin) == 0xC2 && byte_at(text, begin + 1) < 0xA0;
}

}  // namespace

bool is_valid_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const Sequence sequence = sequence_at(text, i);
    if (!sequence.well_formed) return false;
    i += sequence.length;
  }
  return true;
}

std::string clean_utf8(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    std::size_t plain_end = i;
    while (plain_end < text.size() && is_plain_ascii(byte_at(text, plain_end))) ++plain_end;
    clean.append(text, i, plain_end - i);
    i = plain_end;
    if (i == text.size()) break;

    const Sequence sequence = sequence_at(text, i);
    if (!sequence.well_formed) {
      clean.append(kReplacement);
    } else if (sequence.length == 1 || is_c1_control(text, i)) {
      clean.push_back(' ');
    } else {
      clean.append(text, i, sequence.length);
    }
    i += sequence.length;
  }
  return clean;
}

std::string_view utf8_prefix(std::string_view text, std::size_t max_bytes) {
  if (text.size() <= max_bytes) return text;
  // A code point has at most three continuation bytes; more of them means that the text is
  // ill-formed there, and any place is as good as another.
  std::size_t end = max_bytes;
  for (int i = 0; i < 3 && end > 0 && (byte_at(text, end) & 0xC0) == 0x80; ++i) --end;
  if ((byte_at(text, end) & 0xC0) == 0x80) end = max_bytes;
  return text.substr(0, end);
}

}  // namespace linnet
