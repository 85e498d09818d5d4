#include "native/preprocess/splits.h"

#include <algorithm>
#include <cmath>
#include <random>
#include <string_view>

#include "core/error.h"

namespace linnet::preprocess {
namespace {

int precedence(std::string_view split) {
  if (split == "test") return 0;
  if (split == "valid") return 1;
  return split == "train" ? 3 : 2;
}

bool goes_before(const std::string& a, const std::string& b) {
  const int first = precedence(a);
  const int second = precedence(b);
  return first != second ? first < second : a < b;
}

}  // namespace

std::vector<std::string> draw_splits(std::span<const std::size_t> group_of,
                                     std::span<const std::uint8_t> partial,
                                     const SplitShares& shares) {
  if (!(shares.valid >= 0) || !(shares.test >= 0) || shares.valid + shares.test >= 1) {
    throw Error(ErrorCode::kInvalidArgument,
                "the shares of valid and test must be at least 0 and add up to less than 1");
  }
  const std::size_t rows = group_of.size();
  std::vector<std::size_t> size(rows, 0);
  std::vector<std::uint8_t> has_partial(rows, 0);
  std::vector<std::size_t> groups;
  for (std::size_t i = 0; i < rows; ++i) {
    if (size[group_of[i]]++ == 0) groups.push_back(group_of[i]);
    has_partial[group_of[i]] |= partial[i];
  }
  // std::shuffle may differ between standard libraries; this one does not.
  std::mt19937_64 random(shares.seed);
  for (std::size_t i = groups.size(); i > 1; --i) std::swap(groups[i - 1], groups[random() % i]);

  struct HeldOut {
    const char* name;
    std::size_t room;
  };
  const auto room = [&](double share) {
    return static_cast<std::size_t>(std::llround(share * static_cast<double>(rows)));
  };
  HeldOut held_out[] = {{"test", room(shares.test)}, {"valid", room(shares.valid)}};
  std::vector<std::string> split_of_group(rows, "train");
  for (const std::size_t group : groups) {
    if (has_partial[group] != 0) continue;
    for (HeldOut& split : held_out) {
      if (size[group] > split.room) continue;
      split.room -= size[group];
      split_of_group[group] = split.name;
      break;
    }
  }
  std::vector<std::string> split_of(rows);
  for (std::size_t i = 0; i < rows; ++i) split_of[i] = split_of_group[group_of[i]];
  return split_of;
}

std::vector<std::uint8_t> keep_apart(std::span<const std::size_t> group_of,
                                     std::span<const std::string> split_of) {
  std::vector<const std::string*> chosen(group_of.size(), nullptr);
  for (std::size_t i = 0; i < group_of.size(); ++i) {
    const std::string*& split = chosen[group_of[i]];
    if (split == nullptr || goes_before(split_of[i], *split)) split = &split_of[i];
  }
  std::vector<std::uint8_t> keep(group_of.size());
  for (std::size_t i = 0; i < group_of.size(); ++i) {
    keep[i] = split_of[i] == *chosen[group_of[i]] ? 1 : 0;
  }
  return keep;
}

}  // namespace linnet::preprocess
