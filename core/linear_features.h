// What the instant tier sees in a text: pieces, pairs of pieces, words and runs of characters.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/tokenizer.h"

namespace linnet {

struct LinearFeature {
  std::uint32_t key = 0;  // a hash of the feature's kind and content
  float value = 0;
};

// A feature at one place of a field.
struct FeatureOccurrence {
  std::uint32_t key = 0;
  std::size_t begin = 0, end = 0;  // the pieces that it is made of: [begin, end), never empty
};

// How texts are read; part of a model, so that training and inference agree.
struct LinearFeatureOptions {
  float title_weight = 3;  // a title's occurrence counts as this many of a description's
};

// Maps texts to sparse vectors. A feature that occurs c times (title occurrences weighted) has the
// value log(1 + c), then the vector is scaled to length 1. The features are each piece, each pair
// of neighbouring pieces, each word of several pieces, and within each piece its runs of 3 to 5
// bytes, the mark of a word's start counting as one.
class LinearFeatures {
 public:
  // `surfaces` holds the text of each piece id as it takes part in runs of bytes (see
  // linear_surface()); it may be empty, then there are no such features.
  LinearFeatures(std::vector<std::string> surfaces, LinearFeatureOptions options);

  // Sorted by key, each key once. Ids past the table of surfaces, or negative, are taken as pieces
  // without text.
  std::vector<LinearFeature> extract(const Pieces& title, const Pieces& description) const;

  // What extract() counts, one by one. Pieces that have several features occur several times.
  std::vector<FeatureOccurrence> occurrences(const Pieces& pieces) const;

  const std::vector<std::string>& surfaces() const { return surfaces_; }
  const LinearFeatureOptions& options() const { return options_; }

 private:
  std::vector<std::string> surfaces_;
  LinearFeatureOptions options_;
  std::vector<std::vector<std::uint32_t>> run_keys_;  // by piece id
};

// The text of a piece for LinearFeatures: U+2581 becomes "_"; special and byte pieces ("<s>",
// "<0x0A>") become empty. At most 255 bytes.
std::string linear_surface(std::string_view piece);

}  // namespace linnet
