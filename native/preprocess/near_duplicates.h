// Rows that say nearly the same, found by MinHash (Broder, 1997) over word 3-shingles with
// locality-sensitive hashing, and by equal titles; grouped so that no group straddles splits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace linnet::preprocess {

inline constexpr std::size_t kMinHashes = 64;

struct Fingerprint {
  std::uint64_t title = 0;  // of the words of the title, without case and punctuation; 0: no words
  bool has_text = false;    // the description has enough words to be compared
  std::array<std::uint32_t, kMinHashes> text{};
};

Fingerprint fingerprint(std::string_view title, std::string_view description);

// The estimate of the Jaccard similarity of two descriptions; its standard error is at most 1/16.
double estimated_similarity(const Fingerprint& a, const Fingerprint& b);

// For each row the index of the first row of its group. Rows are joined where their titles are
// equal or their descriptions are estimated at `similarity` or more; groups are the connected
// parts. Pairs at 0.7 are met with probability 0.98, at 0.8 with 0.9998.
std::vector<std::size_t> group_near_duplicates(std::span<const Fingerprint> rows,
                                               double similarity);

}  // namespace linnet::preprocess
