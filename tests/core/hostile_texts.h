// Texts that break tokenizers, the same on every machine: written by hand, and generated from fixed
// seeds with no library whose results differ between platforms.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace linnet::test {

// Of each, where what is tested would only be the same for longer.
inline constexpr std::size_t kSpanBytes = std::size_t{1} << 15;

struct HostileText {
  std::string name;  // unique, without blanks
  std::string bytes;
};

// Over 250 texts, from empty to 10 MB; 60 MB in all.
std::vector<HostileText> hostile_texts();

}  // namespace linnet::test
