#include "native/pretrain/masking.h"

#include <catch2/catch.hpp>
#include <set>

#include "core/tokenizer.h"
#include "tests/native/pretrain/small_text.h"

namespace linnet::pretrain {
namespace {

struct Text {
  std::vector<std::uint16_t> ids;
  std::vector<PieceKind> kinds;
  Sequence sequence() const { return {ids, kinds}; }
};

// `<s>` and then words of one, two and three pieces in turn, with `</s>` after each tenth word.
Text made_up(std::size_t tokens) {
  Text text{{kRobertaIds.begin}, {PieceKind::kSpecial}};
  for (std::size_t word = 1; text.ids.size() < tokens; ++word) {
    for (std::size_t i = 0; i < 1 + word % 3; ++i) {
      text.ids.push_back(static_cast<std::uint16_t>(100 + word % 50));
      text.kinds.push_back(i == 0 ? PieceKind::kStartsWord : PieceKind::kContinuesWord);
    }
    if (word % 10 == 0) {
      text.ids.push_back(kRobertaIds.end);
      text.kinds.push_back(PieceKind::kSpecial);
    }
  }
  text.ids.resize(tokens);
  text.kinds.resize(tokens);
  return text;
}

const MaskingOptions kPieces{0.15, false, 1000};
const MaskingOptions kWords{0.15, true, 1000};

TEST_CASE("15% of the pieces are masked: 80% as <mask>, 10% as another, 10% as they are") {
  const Text text = made_up(100000);
  std::size_t maskable = 0;
  for (const PieceKind kind : text.kinds) maskable += kind != PieceKind::kSpecial;
  for (const MaskingOptions& options : {kPieces, kWords}) {
    MaskedSequences batch;
    append_masked(batch, text.sequence(), options, 5);
    const auto masks = static_cast<double>(batch.targets.size());
    CHECK(masks / static_cast<double>(maskable) == Approx(0.15).margin(0.006));
    double as_mask = 0, same = 0;
    for (std::size_t i = 0; i < batch.positions.size(); ++i) {
      const std::int64_t read = batch.ids[static_cast<std::size_t>(batch.positions[i])];
      as_mask += read == kRobertaIds.mask;
      same += read == batch.targets[i];
    }
    CHECK(as_mask / masks == Approx(0.8).margin(0.015));
    CHECK(same / masks == Approx(0.1).margin(0.015));
  }
}

TEST_CASE("special pieces are never masked nor drawn, and what is not masked stays") {
  const Text text = made_up(20000);
  MaskedSequences batch;
  append_masked(batch, text.sequence(), {0.5, false, 150}, 6);
  REQUIRE(batch.ids.size() == text.ids.size());
  std::set<std::int64_t> masked(batch.positions.begin(), batch.positions.end());
  CHECK(masked.size() == batch.positions.size());
  for (std::size_t i = 0; i < text.ids.size(); ++i) {
    const bool is_masked = masked.contains(static_cast<std::int64_t>(i));
    if (text.kinds[i] == PieceKind::kSpecial) REQUIRE_FALSE(is_masked);
    if (!is_masked) REQUIRE(batch.ids[i] == text.ids[i]);
    if (is_masked) REQUIRE((batch.ids[i] >= kRobertaIds.mask && batch.ids[i] < 150));
  }
  for (std::size_t i = 0; i < batch.positions.size(); ++i) {
    REQUIRE(batch.targets[i] == text.ids[static_cast<std::size_t>(batch.positions[i])]);
  }
}

TEST_CASE("whole-word masks cover all pieces of a word or none") {
  const Text text = made_up(20000);
  MaskedSequences batch;
  append_masked(batch, text.sequence(), kWords, 7);
  const std::set<std::int64_t> masked(batch.positions.begin(), batch.positions.end());
  std::size_t longer = 0;
  for (std::size_t i = 1; i < text.ids.size(); ++i) {
    if (text.kinds[i] != PieceKind::kContinuesWord) continue;
    const auto at = static_cast<std::int64_t>(i);
    REQUIRE(masked.contains(at) == masked.contains(at - 1));
    longer += masked.contains(at);
  }
  CHECK(longer > 500);
}

TEST_CASE("masks follow from the key: the same in any batch, others at the next reading") {
  const Text text = made_up(64);
  MaskedSequences alone, second, other;
  append_masked(alone, text.sequence(), kPieces, masking_key(1, 9));
  append_masked(second, made_up(64).sequence(), kPieces, masking_key(1, 8));
  const std::size_t before = second.targets.size();
  append_masked(second, text.sequence(), kPieces, masking_key(1, 9));
  CHECK(std::vector(second.ids.begin() + 64, second.ids.end()) == alone.ids);
  REQUIRE(second.positions.size() == before + alone.positions.size());
  for (std::size_t i = 0; i < alone.positions.size(); ++i) {
    CHECK(second.positions[before + i] == alone.positions[i] + 64);
  }
  append_masked(other, text.sequence(), kPieces, masking_key(1, 10));
  CHECK(other.positions != alone.positions);
}

}  // namespace
}  // namespace linnet::pretrain
