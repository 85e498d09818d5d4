// robots.txt, and a path to ask about behind the last line: any bytes give an answer, and the same
// for the same path in other spellings of its octets.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "native/fetch/robots.h"
#include "tests/fuzz/claim.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto rules = linnet::fetch::RobotsRules::parse(text, "linnet");
  const std::string path = "/" + std::string(text.substr(text.rfind('\n') + 1));
  const bool allowed = rules.allows(path);
  std::string encoded;
  for (const char c : path) {
    constexpr char kDigits[] = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      encoded += c;
    } else {
      encoded += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
    }
  }
  linnet::fuzz::claim(rules.allows(encoded) == allowed, "spellings of a path are one path");
  linnet::fuzz::claim(rules.allows("/robots.txt"), "robots.txt is always allowed");
  return 0;
}
