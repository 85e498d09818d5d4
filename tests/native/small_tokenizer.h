// A tokenizer for tests, trained once a program; link linnet_tokenizer_verbs.
#pragma once

#include <string>

#include "native/files/files.h"
#include "native/tokenizer/train.h"
#include "tests/made_up_text.h"
#include "tests/temporary_folder.h"

namespace linnet::test {

// tokenizer.model with 340 pieces of made_up_text().
inline const std::string& small_tokenizer() {
  static const std::string model = [] {
    const TemporaryFolder folder;
    write_file_atomic(folder / "a.txt", made_up_text(1, 400));
    tokenizer::TrainOptions options;
    options.documents.text_files = {folder / "a.txt"};
    options.vocabulary_size = 340;
    tokenizer::TrainReport report;
    return tokenizer::train(options, {}, report);
  }();
  return model;
}

}  // namespace linnet::test
