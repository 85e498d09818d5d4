// Damaged inputs from fixed seeds: a parser may accept them or throw Error, and nothing else.
#pragma once

#include <catch2/catch.hpp>
#include <cstddef>
#include <random>
#include <string>

#include "core/error.h"

namespace linnet::test {

// Calls `parse` with 4,000 texts: random bytes, and `seed_text` with bytes changed, removed,
// repeated or cut off.
template <typename Parse>
void for_each_mutation(const std::string& seed_text, Parse parse) {
  std::mt19937 random(20240607);
  const auto below = [&](std::size_t limit) { return random() % (limit == 0 ? 1 : limit); };
  for (int round = 0; round < 4000; ++round) {
    std::string text;
    if (round % 4 == 0) {
      for (std::size_t left = below(200); left > 0; --left) {
        text.push_back(static_cast<char>(random() & 0xFF));
      }
    } else {
      text = seed_text;
      for (std::size_t left = 1 + below(4); left > 0; --left) {
        const std::size_t at = below(text.size());
        switch (random() % 5) {
          case 0:
            if (!text.empty()) text[at] = static_cast<char>(random() & 0xFF);
            break;
          case 1:
            text.erase(at, below(8));
            break;
          case 2:
            text.insert(at, text.substr(at, below(30)));
            break;
          case 3:
            text.insert(at, 1, "\"{}[],:\\\n0-9e"[random() % 13]);
            break;
          default:
            if (round % 8 == 7) text.resize(at);
            break;
        }
      }
    }
    try {
      parse(text);
    } catch (const Error& error) {
      if (std::string(error.what()).empty()) FAIL("an error without a message");
    } catch (const std::exception& error) {
      CAPTURE(text, error.what());
      FAIL("an exception that is no Error");
    }
  }
}

}  // namespace linnet::test
