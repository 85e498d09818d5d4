#include "native/preprocess/near_duplicates.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <unordered_map>

#include "core/ascii.h"

namespace linnet::preprocess {
namespace {

constexpr std::size_t kShingleWords = 3;
constexpr std::size_t kMinWords = 8;
constexpr std::size_t kBands = 16;
constexpr std::size_t kBandRows = kMinHashes / kBands;

// The finaliser of SplitMix64 (Steele, Lea, Flood, 2014).
constexpr std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

struct HashFamily {
  std::array<std::uint32_t, kMinHashes> multiplier;  // odd
  std::array<std::uint32_t, kMinHashes> offset;
};

constexpr HashFamily make_family() {
  HashFamily family{};
  for (std::size_t i = 0; i < kMinHashes; ++i) {
    const std::uint64_t bits = mix(i + 1);
    family.multiplier[i] = static_cast<std::uint32_t>(bits) | 1u;
    family.offset[i] = static_cast<std::uint32_t>(bits >> 32);
  }
  return family;
}
constexpr HashFamily kFamily = make_family();

// Calls `on_word` with a hash of each run of letters and digits; bytes past ASCII count as letters.
template <typename OnWord>
void each_word(std::string_view text, OnWord on_word) {
  std::uint64_t hash = 0;
  bool inside = false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(ascii_lower(c));
    const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte >= 128;
    if (letter) {
      hash = (inside ? hash : 0xcbf29ce484222325u) ^ byte;
      hash *= 0x100000001b3u;
      inside = true;
    } else if (inside) {
      on_word(hash);
      inside = false;
    }
  }
  if (inside) on_word(hash);
}

class Groups {
 public:
  explicit Groups(std::size_t rows) : parent_(rows) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }
  std::size_t find(std::size_t row) {
    while (parent_[row] != row) {
      parent_[row] = parent_[parent_[row]];
      row = parent_[row];
    }
    return row;
  }
  // The smaller index stays the root, so that a group is named by its first row.
  void join(std::size_t a, std::size_t b) {
    a = find(a);
    b = find(b);
    if (a != b) parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::size_t> parent_;
};

std::uint64_t band_key(const Fingerprint& row, std::size_t band) {
  std::uint64_t key = band;
  for (std::size_t i = 0; i < kBandRows; ++i) key = mix(key ^ row.text[band * kBandRows + i]);
  return key;
}

}  // namespace

Fingerprint fingerprint(std::string_view title, std::string_view description) {
  Fingerprint result;
  each_word(title, [&](std::uint64_t word) { result.title = mix(result.title ^ word); });

  result.text.fill(std::numeric_limits<std::uint32_t>::max());
  std::array<std::uint64_t, kShingleWords> last{};
  std::size_t words = 0;
  each_word(description, [&](std::uint64_t word) {
    std::rotate(last.begin(), last.begin() + 1, last.end());
    last.back() = word;
    if (++words < kShingleWords) return;
    std::uint64_t shingle = 0;
    for (const std::uint64_t part : last) shingle = mix(shingle ^ part);
    const auto value = static_cast<std::uint32_t>(shingle >> 32);
    for (std::size_t i = 0; i < kMinHashes; ++i) {
      const std::uint32_t hash = kFamily.multiplier[i] * value + kFamily.offset[i];
      result.text[i] = std::min(result.text[i], hash);
    }
  });
  result.has_text = words >= kMinWords;
  return result;
}

double estimated_similarity(const Fingerprint& a, const Fingerprint& b) {
  std::size_t equal = 0;
  for (std::size_t i = 0; i < kMinHashes; ++i) equal += a.text[i] == b.text[i] ? 1 : 0;
  return static_cast<double>(equal) / kMinHashes;
}

std::vector<std::size_t> group_near_duplicates(std::span<const Fingerprint> rows,
                                               double similarity) {
  Groups groups(rows.size());

  std::unordered_map<std::uint64_t, std::size_t> first_by_title;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].title == 0) continue;
    const auto [found, is_new] = first_by_title.emplace(rows[i].title, i);
    if (!is_new) groups.join(found->second, i);
  }

  std::vector<std::pair<std::uint64_t, std::size_t>> bucket_rows;
  for (std::size_t band = 0; band < kBands; ++band) {
    bucket_rows.clear();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i].has_text) bucket_rows.emplace_back(band_key(rows[i], band), i);
    }
    std::sort(bucket_rows.begin(), bucket_rows.end());
    // Within a bucket each row is compared with the first and with the one before it: linear, and
    // the other bands give a pair that is missed here further chances.
    std::size_t first = 0;
    for (std::size_t i = 1; i < bucket_rows.size(); ++i) {
      if (bucket_rows[i].first != bucket_rows[first].first) {
        first = i;
        continue;
      }
      const std::size_t row = bucket_rows[i].second;
      for (const std::size_t other : {bucket_rows[first].second, bucket_rows[i - 1].second}) {
        if (estimated_similarity(rows[row], rows[other]) >= similarity) groups.join(row, other);
      }
    }
  }

  std::vector<std::size_t> group_of(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) group_of[i] = groups.find(i);
  return group_of;
}

}  // namespace linnet::preprocess
