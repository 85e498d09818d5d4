#include "native/pretrain/masking.h"

#include "core/tokenizer.h"

namespace linnet::pretrain {
namespace {

constexpr double kAsMask = 0.8, kAsRandom = 0.1;
constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15u;

// SplitMix64's output function (Steele, Lea and Flood, 2014).
std::uint64_t mix(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

class SplitMix {
 public:
  explicit SplitMix(std::uint64_t key) : state_(key) {}
  double uniform() { return static_cast<double>(mix(state_ += kGolden) >> 11) * 0x1p-53; }

 private:
  std::uint64_t state_;
};

}  // namespace

std::uint64_t masking_key(std::uint64_t seed, std::uint64_t number) {
  return mix(mix(seed + kGolden) + number);
}

void append_masked(MaskedSequences& batch, const Sequence& sequence, const MaskingOptions& options,
                   std::uint64_t key) {
  SplitMix random(key);
  const std::int64_t first_piece = last_special(options.special_ids) + 1;
  const double pieces = static_cast<double>(options.vocabulary) - static_cast<double>(first_piece);
  bool masked = false;  // the word under way
  for (std::size_t i = 0; i < sequence.ids.size(); ++i) {
    const std::int64_t id = sequence.ids[i];
    std::int64_t read = id;
    if (sequence.kinds[i] == PieceKind::kSpecial) {
      masked = false;
    } else {
      // A sequence may begin within a word.
      const bool new_unit = !options.whole_words || i == 0 ||
                            sequence.kinds[i] == PieceKind::kStartsWord ||
                            sequence.kinds[i - 1] == PieceKind::kSpecial;
      if (new_unit) masked = random.uniform() < options.share;
      if (masked) {
        const double way = random.uniform();
        if (way < kAsMask) {
          read = options.special_ids.mask;
        } else if (way < kAsMask + kAsRandom) {
          read = first_piece + static_cast<std::int64_t>(random.uniform() * pieces);
        }
        batch.positions.push_back(static_cast<std::int64_t>(batch.ids.size()));
        batch.targets.push_back(id);
      }
    }
    batch.ids.push_back(read);
  }
}

}  // namespace linnet::pretrain
