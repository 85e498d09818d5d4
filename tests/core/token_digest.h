// One line that stands for what a tokenizer made of a text, so that builds can be compared.
#pragma once

#include <string>
#include <string_view>

#include "core/tokenizer.h"
#include "tests/core/hostile_texts.h"

namespace linnet::test {

// "NAME PIECES WINDOWS DIGEST": the digest (FNV-1a, 64 bits, hexadecimal) covers all piece ids, the
// starts of words, whether the text was cut, and the ids of all windows of the pair (text, text).
std::string token_digest(const Tokenizer& tokenizer, const HostileText& text);

// The lines of all hostile texts, each ended by "\n".
std::string token_digests(const Tokenizer& tokenizer);

// The bytes of a file; throws std::runtime_error that names it where it cannot be read.
std::string file_bytes(const std::string& path);

}  // namespace linnet::test
