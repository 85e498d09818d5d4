// Counting by sorting: features are gathered with repetitions, then sorted and merged.
#include "core/linear_features.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace linnet {
namespace {

constexpr std::size_t kShortestRun = 3;
constexpr std::size_t kLongestRun = 5;
constexpr std::size_t kMaxSurfaceBytes = 255;
constexpr std::string_view kWordStart = "\xE2\x96\x81";  // U+2581

enum Kind : std::uint64_t { kPiece = 1, kPair = 2, kWord = 3, kRun = 4 };

// The finaliser of SplitMix64 (Steele, Lea, Flood, 2014).
std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

std::uint64_t start(Kind kind) { return mix(kind); }
std::uint64_t extend(std::uint64_t hash, std::uint64_t part) { return mix(hash ^ part); }
std::uint32_t key_of(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }

std::vector<std::uint32_t> run_keys(std::string_view surface) {
  std::vector<std::uint32_t> keys;
  for (std::size_t length = kShortestRun; length <= kLongestRun; ++length) {
    for (std::size_t begin = 0; begin + length <= surface.size(); ++begin) {
      std::uint64_t hash = start(kRun);
      for (const char c : surface.substr(begin, length)) {
        hash = extend(hash, static_cast<unsigned char>(c));
      }
      keys.push_back(key_of(hash));
    }
  }
  return keys;
}

// Sums the counts of equal keys, the smallest first, so that sums of floats do not depend on the
// standard library.
void merge(std::vector<LinearFeature>& features) {
  std::sort(features.begin(), features.end(), [](const LinearFeature& a, const LinearFeature& b) {
    return a.key != b.key ? a.key < b.key : a.value < b.value;
  });
  std::size_t kept = 0;
  for (std::size_t i = 0; i < features.size(); ++i) {
    if (kept > 0 && features[kept - 1].key == features[i].key) {
      features[kept - 1].value += features[i].value;
    } else {
      features[kept++] = features[i];
    }
  }
  features.resize(kept);
}

}  // namespace

LinearFeatures::LinearFeatures(std::vector<std::string> surfaces, LinearFeatureOptions options)
    : surfaces_(std::move(surfaces)), options_(options) {
  run_keys_.reserve(surfaces_.size());
  for (const std::string& surface : surfaces_) run_keys_.push_back(run_keys(surface));
}

std::vector<LinearFeature> LinearFeatures::extract(const Pieces& title,
                                                   const Pieces& description) const {
  std::vector<LinearFeature> features;
  const auto collect = [&](const Pieces& pieces, float weight) {
    for (const FeatureOccurrence& occurrence : occurrences(pieces)) {
      features.push_back({occurrence.key, weight});
    }
  };
  collect(title, options_.title_weight);
  collect(description, 1);
  merge(features);
  double squares = 0;
  for (LinearFeature& feature : features) {
    feature.value = std::log1p(feature.value);
    squares += static_cast<double>(feature.value) * feature.value;
  }
  if (squares > 0) {
    const auto scale = static_cast<float>(1 / std::sqrt(squares));
    for (LinearFeature& feature : features) feature.value *= scale;
  }
  return features;
}

std::vector<FeatureOccurrence> LinearFeatures::occurrences(const Pieces& pieces) const {
  std::vector<FeatureOccurrence> found;
  const std::size_t size = std::min(pieces.ids.size(), pieces.starts_word.size());
  std::uint64_t word = 0;
  std::size_t word_begin = 0;
  const auto end_word = [&](std::size_t end) {
    if (end - word_begin > 1) found.push_back({key_of(word), word_begin, end});
  };
  for (std::size_t i = 0; i < size; ++i) {
    const auto id = static_cast<std::uint32_t>(pieces.ids[i]);
    found.push_back({key_of(extend(start(kPiece), id)), i, i + 1});
    if (i > 0) {
      const auto before = static_cast<std::uint32_t>(pieces.ids[i - 1]);
      found.push_back({key_of(extend(extend(start(kPair), before), id)), i - 1, i + 1});
    }
    if (id < run_keys_.size()) {
      for (const std::uint32_t key : run_keys_[id]) found.push_back({key, i, i + 1});
    }
    if (i == 0 || pieces.starts_word[i] != 0) {
      end_word(i);
      word = start(kWord);
      word_begin = i;
    }
    word = extend(word, id);
  }
  end_word(size);
  return found;
}

std::string linear_surface(std::string_view piece) {
  if (piece.starts_with('<') && piece.ends_with('>') && piece.size() > 1) return {};
  std::string surface;
  while (!piece.empty() && surface.size() < kMaxSurfaceBytes) {
    if (piece.starts_with(kWordStart)) {
      surface += '_';
      piece.remove_prefix(kWordStart.size());
    } else {
      surface += piece.front();
      piece.remove_prefix(1);
    }
  }
  return surface;
}

}  // namespace linnet
