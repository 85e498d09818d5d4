#include "tests/core/token_digest.h"

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace linnet::test {
namespace {

class Fnv1a {
 public:
  void add(std::uint32_t value) {
    for (int shift = 0; shift < 32; shift += 8) {
      hash_ = (hash_ ^ ((value >> shift) & 0xFF)) * 0x100000001B3U;
    }
  }
  std::string hexadecimal() const {
    char digits[17];
    std::snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash_));
    return digits;
  }

 private:
  std::uint64_t hash_ = 0xCBF29CE484222325U;
};

}  // namespace

std::string token_digest(const Tokenizer& tokenizer, const HostileText& text) {
  Fnv1a hash;
  const Pieces pieces = tokenizer.pieces(text.bytes);
  for (const std::int32_t id : pieces.ids) hash.add(static_cast<std::uint32_t>(id));
  for (const std::uint8_t start : pieces.starts_word) hash.add(start);
  hash.add(pieces.truncated ? 1 : 0);

  const TokenLimits limits{.max_tokens = 64, .overlap = 8, .max_windows = 5};
  const Encoding encoding = encode_pair(pieces.ids, pieces.ids, limits, tokenizer.spec().ids);
  for (const auto& window : encoding.windows) {
    for (const std::int32_t id : window) hash.add(static_cast<std::uint32_t>(id));
  }
  hash.add(encoding.truncated ? 1 : 0);
  return text.name + " " + std::to_string(pieces.ids.size()) + " " +
         std::to_string(encoding.windows.size()) + " " + hash.hexadecimal();
}

std::string token_digests(const Tokenizer& tokenizer) {
  std::string lines;
  for (const HostileText& text : hostile_texts()) lines += token_digest(tokenizer, text) + "\n";
  return lines;
}

std::string file_bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace linnet::test
