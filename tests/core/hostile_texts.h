// Texts that break tokenizers, the same on every machine: written by hand, and generated from fixed
// seeds with no library whose results differ between platforms.
#pragma once

#include <string>
#include <vector>

namespace linnet::test {

struct HostileText {
  std::string name;  // unique, without blanks
  std::string bytes;
};

// Over 250 texts, from empty to 10 MB; 60 MB in all.
std::vector<HostileText> hostile_texts();

}  // namespace linnet::test
