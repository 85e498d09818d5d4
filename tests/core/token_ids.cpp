// token_ids MODEL: prints what a tokenizer makes of the hostile texts, one line a text. Built
// natively and for node: the same lines from both prove that the page reads texts as the command
// line does.
#include <cstdio>
#include <exception>

#include "tests/core/token_digest.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: token_ids MODEL\n");
    return 2;
  }
  try {
    const linnet::Tokenizer tokenizer(linnet::test::file_bytes(argv[1]));
    std::fputs(linnet::test::token_digests(tokenizer).c_str(), stdout);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "token_ids: %s\n", error.what());
    return 1;
  }
}
