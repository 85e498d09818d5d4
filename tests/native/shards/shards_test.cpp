#include "native/shards/shards.h"

#include <catch2/catch.hpp>

#include "core/error.h"
#include "native/safetensors/safetensors.h"
#include "tests/temporary_folder.h"

using linnet::Error;
using linnet::Relevance;
using linnet::Shard;
using linnet::TemporaryFolder;

namespace {

Shard small_shard() {
  Shard shard;
  shard.split = "train";
  shard.vocabulary = 10;
  shard.tokenizer_sha256 = "abc";
  shard.label_names = {"A", "B \"quoted\""};
  shard.ids = {5, 6, 7, 8, 9};
  shard.words = {1, 0, 1, 1, 0};
  shard.offsets = {0, 2, 2, 3, 5};  // the first row has no description
  shard.relevance = {Relevance::kClear, Relevance::kNone, Relevance::kNone, Relevance::kFits};
  shard.partial = {0, 1};
  return shard;
}

Shard through_file(const Shard& shard) {
  const TemporaryFolder folder;
  linnet::write_shard(folder / "a.shard.safetensors", shard);
  return linnet::read_shard(folder / "a.shard.safetensors");
}

}  // namespace

TEST_CASE("a shard comes back row by row") {
  const Shard shard = through_file(small_shard());
  CHECK(shard.split == "train");
  CHECK(shard.vocabulary == 10);
  CHECK(shard.tokenizer_sha256 == "abc");
  CHECK(shard.label_names == small_shard().label_names);
  REQUIRE(shard.rows() == 2);
  const auto list = [](std::span<const std::uint16_t> ids) {
    return std::vector<std::uint16_t>(ids.begin(), ids.end());
  };
  CHECK(list(shard.title(0)) == std::vector<std::uint16_t>{5, 6});
  CHECK(shard.description(0).empty());
  CHECK(list(shard.title(1)) == std::vector<std::uint16_t>{7});
  CHECK(list(shard.description(1)) == std::vector<std::uint16_t>{8, 9});
  CHECK(shard.row_relevance(1)[1] == Relevance::kFits);
  CHECK(shard.relevance_matrix().rows == 2);
  CHECK(shard.partial == std::vector<std::uint8_t>{0, 1});
}

TEST_CASE("what a reader said comes before a soft label, and that before nothing known") {
  Shard shard = small_shard();
  const linnet::TargetOptions options{.fits = 0.25};
  CHECK(shard.target(0, 0, options) == 1.0F);
  CHECK(shard.target(0, 1, options) == 0.0F);
  CHECK(shard.target(1, 0, options) == std::nullopt);  // a partial row's
  CHECK(shard.target(1, 0, {.trust_partial = true}) == 0.0F);
  CHECK(shard.target(1, 1, options) == 0.25F);

  const auto soft = linnet::to_soft_label(0.7);
  shard.soft = {soft, soft, soft, soft};
  shard = through_file(shard);
  CHECK(shard.target(0, 0, options) == 1.0F);
  CHECK(shard.target(1, 1, options) == 0.25F);
  for (const std::size_t row : {0, 1}) {
    const auto target = shard.target(row, 1 - row, options);
    REQUIRE(target);
    CHECK(*target == Approx(0.7).margin(1.0 / 508));
  }
  shard.soft[2] = linnet::kNoSoftLabel;
  CHECK(shard.target(1, 0, options) == std::nullopt);
}

TEST_CASE("a soft label is kept to half a step, and none is another's") {
  for (int i = 0; i <= 1000; ++i) {
    const auto label = linnet::to_soft_label(i / 1000.0);
    CHECK(label != linnet::kNoSoftLabel);
    CHECK(linnet::probability_of(label) == Approx(i / 1000.0).margin(1.0 / 508 + 1e-6));
  }
}

TEST_CASE("a shard without rows or labels is a shard") {
  Shard empty;
  empty.split = "text";
  empty.vocabulary = 10;
  CHECK(through_file(empty).rows() == 0);
}

TEST_CASE("shards whose parts disagree are refused") {
  const auto refuses = [](void (*damage)(Shard&)) {
    Shard shard = small_shard();
    damage(shard);
    CHECK_THROWS_AS(through_file(shard), Error);
  };
  refuses([](Shard& shard) { shard.ids[4] = 10; });
  refuses([](Shard& shard) { shard.words.pop_back(); });
  refuses([](Shard& shard) { shard.offsets.back() = 4; });
  refuses([](Shard& shard) { shard.offsets[1] = 4; });
  refuses([](Shard& shard) { shard.offsets[0] = -1; });
  refuses([](Shard& shard) { shard.relevance[0] = static_cast<Relevance>(3); });
  refuses([](Shard& shard) { shard.label_names.pop_back(); });
  refuses([](Shard& shard) { shard.partial.push_back(0); });
}

TEST_CASE("another safetensors file is not taken for a shard") {
  const TemporaryFolder folder;
  linnet::write_safetensors(folder / "a", {}, {});
  CHECK_THROWS_WITH(linnet::read_shard(folder / "a"), Catch::Contains("linnet tokenize"));
}
