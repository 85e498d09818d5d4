// Which rows are for training and which are held out, never parting a group of near-duplicates.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace linnet::preprocess {

struct SplitShares {
  double valid = 0.1;
  double test = 0;
  std::uint64_t seed = 1;
};

// Draws a split for each row: whole groups go to "test", then "valid", until each has its share of
// rows, the rest to "train". A group that holds a partial row, or that is larger than a held-out
// split may still take, goes to "train". `group_of` is from group_near_duplicates(). The same seed
// gives the same splits on every machine. Throws Error(kInvalidArgument) unless the shares are at
// least 0 and leave something to train on.
std::vector<std::string> draw_splits(std::span<const std::size_t> group_of,
                                     std::span<const std::uint8_t> partial,
                                     const SplitShares& shares);

// For splits that came with the rows: 1 where a row may stay. Where a group straddles splits only
// the rows of one of them stay: "test" before "valid" before any other before "train".
std::vector<std::uint8_t> keep_apart(std::span<const std::size_t> group_of,
                                     std::span<const std::string> split_of);

}  // namespace linnet::preprocess
