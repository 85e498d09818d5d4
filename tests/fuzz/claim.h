// What a fuzzer found to be untrue: it ends the program, which libFuzzer reports with the input.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace linnet::fuzz {

inline void claim(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "not so: %s\n", what);
  std::abort();
}

}  // namespace linnet::fuzz
