#include "native/pretrain/packing.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/error.h"
#include "core/tokenizer.h"
#include "tests/native/pretrain/small_text.h"

namespace linnet::pretrain {
namespace {

using Document = std::vector<std::uint16_t>;

std::vector<Document> framed(const Shard& shard) {
  std::vector<Document> documents;
  for (std::size_t row = 0; row < shard.rows(); ++row) {
    if (shard.title(row).empty() && shard.description(row).empty()) continue;
    Document& document = documents.emplace_back();
    document.push_back(kRobertaIds.begin);
    for (const std::uint16_t id : shard.title(row)) document.push_back(id);
    if (!shard.title(row).empty()) document.push_back(kRobertaIds.end);
    for (const std::uint16_t id : shard.description(row)) document.push_back(id);
    document.push_back(kRobertaIds.end);
  }
  std::sort(documents.begin(), documents.end());
  return documents;
}

// All sequences one after another, what the last one repeats left out.
Document stream(const PackedText& text, std::size_t length, std::size_t total) {
  Document ids;
  for (std::size_t i = 0; i < text.sequences(); ++i) {
    const auto sequence = text.sequence(i).ids;
    REQUIRE(sequence.size() == length);
    const std::size_t fresh = std::min(length, total - ids.size());
    ids.insert(ids.end(), sequence.end() - static_cast<std::ptrdiff_t>(fresh), sequence.end());
  }
  return ids;
}

TEST_CASE("packing loses no piece and repeats none but to fill the last sequence") {
  const Shard shard = small_shard(50, 3);
  std::vector<Document> expected = framed(shard);
  std::size_t total = 0;
  for (const Document& document : expected) total += document.size();
  for (const std::size_t length : {std::size_t{8}, std::size_t{16}, total}) {
    const PackedText text(shard, length, 7);
    CHECK(text.sequences() == (total + length - 1) / length);
    std::vector<Document> documents;
    for (const std::uint16_t id : stream(text, length, total)) {
      if (id == kRobertaIds.begin) documents.emplace_back();
      documents.back().push_back(id);
    }
    std::sort(documents.begin(), documents.end());
    CHECK(documents == expected);
  }
}

TEST_CASE("the kind of a piece tells special ones, and where words start") {
  Shard shard;
  shard.vocabulary = 30;
  shard.ids = {10, 20, 3, 11};
  shard.words = {1, 0, 1, 1};
  shard.offsets = {0, 2, 4};
  shard.partial = {0};
  const PackedText text(shard, 7, 1);
  REQUIRE(text.sequences() == 1);
  const Sequence sequence = text.sequence(0);
  CHECK(Document(sequence.ids.begin(), sequence.ids.end()) == Document{0, 10, 20, 2, 3, 11, 2});
  using enum PieceKind;
  CHECK(std::vector<PieceKind>(sequence.kinds.begin(), sequence.kinds.end()) ==
        std::vector<PieceKind>{kSpecial, kStartsWord, kContinuesWord, kSpecial, kSpecial,
                               kStartsWord, kSpecial});
}

TEST_CASE("the order of the documents follows from the seed") {
  const Shard shard = small_shard(50, 3);
  const auto first = [&](std::uint64_t seed) {
    const PackedText text(shard, 64, seed);
    const auto ids = text.sequence(0).ids;
    return Document(ids.begin(), ids.end());
  };
  CHECK(first(1) == first(1));
  CHECK(first(1) != first(2));
}

TEST_CASE("text shorter than a sequence is refused") {
  CHECK_THROWS_WITH(PackedText(small_shard(1, 1), 400, 1), Catch::Contains("400"));
}

}  // namespace
}  // namespace linnet::pretrain
