// Learning a SentencePiece model from examples and running text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "native/input/documents.h"

namespace linnet::tokenizer {

struct TrainOptions {
  std::vector<std::filesystem::path> examples;  // titles and descriptions of their rows
  std::string split = "train";                  // of the examples; "" takes all
  DocumentSources documents;
  std::size_t vocabulary_size = 16000;
  std::string normalization = "nmt_nfkc_cf";  // a rule of SentencePiece; _cf folds case
  double character_coverage = 0.9995;
  bool byte_fallback = true;  // characters not covered become bytes, so nothing is unknown
  // Longer runs of text are cut at spaces; a reservoir of this many lines is learned from.
  std::size_t max_lines = 2'000'000;
  std::uint32_t seed = 1;
  unsigned threads = 0;  // 0: as many as the machine has
  bool verbose = false;  // let the library log to stderr
};

struct TrainReport {
  std::size_t lines = 0;
  std::uint64_t bytes = 0;
  std::size_t bad_rows = 0;
};

// The bytes of a unigram model with <s> 0, <pad> 1, </s> 2, <unk> 3, <mask> 4 (core/tokenizer.h),
// checked by loading it into Tokenizer. Throws Error(kInvalidArgument) where there is no text or
// the text is too small for the vocabulary.
std::string train(const TrainOptions& options,
                  const std::function<void(const std::string& message)>& on_bad_row,
                  TrainReport& report);

// Cuts a text into lines of at most `max_bytes`, at spaces where it can and never inside a UTF-8
// code point; line ends become spaces. SentencePiece drops lines longer than its limit.
void cut_lines(std::string_view text, std::size_t max_bytes,
               const std::function<void(std::string_view line)>& on_line);

}  // namespace linnet::tokenizer
