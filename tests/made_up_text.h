// Text for tests, made from a seed: words that follow each other, enough for a small tokenizer.
#pragma once

#include <random>
#include <string>

namespace linnet::test {

// `lines` lines of 6 to 15 words of one to three syllables.
inline std::string made_up_text(unsigned seed, std::size_t lines) {
  static const char* const kSyllables[] = {"da",   "ta",   "rain", "fall", "mu", "sic",
                                           "ban",  "king", "sto",  "ry",   "vi", "deo",
                                           "plan", "et",   "wor",  "ker"};
  std::mt19937 random(seed);
  std::string text;
  for (std::size_t line = 0; line < lines; ++line) {
    for (auto word = 6 + random() % 10; word > 0; --word) {
      for (auto syllable = 1 + random() % 3; syllable > 0; --syllable) {
        text += kSyllables[random() % std::size(kSyllables)];
      }
      text += word > 1 ? ' ' : '\n';
    }
  }
  return text;
}

}  // namespace linnet::test
