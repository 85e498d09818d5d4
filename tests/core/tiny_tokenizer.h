// The tokenizer of 560 pieces that lies in tests/data, loaded once.
#pragma once

#include <string>

#include "core/tokenizer.h"
#include "tests/core/token_digest.h"

namespace linnet::test {

inline const Tokenizer& tiny_tokenizer() {
  static const Tokenizer tokenizer(
      file_bytes(std::string(LINNET_TEST_DATA) + "/tiny_tokenizer.model"));
  return tokenizer;
}

}  // namespace linnet::test
