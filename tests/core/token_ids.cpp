// token_ids MODEL: prints what a tokenizer makes of the hostile texts, one line a text.
// token_ids MODEL FILE: prints the ids of each text of a file, which holds a JSON string a line.
//
// Built natively and for node: the same lines from both prove that the page reads texts as the
// command line does. bench/tokenizer_ids.py holds them against Hugging Face's `tokenizers`.
#include <cstdio>
#include <exception>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>

#include "tests/core/token_digest.h"

namespace {

void print_ids(const linnet::Tokenizer& tokenizer, const char* path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(std::string(path) + ": cannot be opened");
  std::string line;
  while (std::getline(file, line)) {
    std::string ids;
    for (const auto id : tokenizer.pieces(nlohmann::json::parse(line).get<std::string>()).ids) {
      ids += (ids.empty() ? "" : " ") + std::to_string(id);
    }
    std::puts(ids.c_str());
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 && argc != 3) {
    std::fprintf(stderr, "usage: token_ids MODEL [FILE]\n");
    return 2;
  }
  try {
    const linnet::Tokenizer tokenizer(linnet::test::file_bytes(argv[1]));
    if (argc == 3) {
      print_ids(tokenizer, argv[2]);
    } else {
      std::fputs(linnet::test::token_digests(tokenizer).c_str(), stdout);
    }
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "token_ids: %s\n", error.what());
    return 1;
  }
}
