#include "native/train_linear/training_rows.h"

#include <catch2/catch.hpp>

#include "core/error.h"

using linnet::LinearFeatures;
using linnet::Shard;
using namespace linnet::train_linear;

namespace {

struct Row {
  std::vector<std::uint16_t> title;
  std::vector<std::uint16_t> description;
  std::uint8_t label;
};

Shard shard_of(const std::vector<Row>& rows) {
  Shard shard;
  shard.vocabulary = 1000;
  shard.label_names = {"A"};
  for (const Row& row : rows) {
    for (const auto* text : {&row.title, &row.description}) {
      shard.ids.insert(shard.ids.end(), text->begin(), text->end());
      shard.offsets.push_back(static_cast<std::int64_t>(shard.ids.size()));
    }
    shard.relevance.push_back(row.label != 0 ? linnet::Relevance::kClear
                                             : linnet::Relevance::kNone);
    shard.partial.push_back(0);
  }
  shard.words.assign(shard.ids.size(), 1);
  return shard;
}

}  // namespace

TEST_CASE("a row with a description gives two views of the same labels") {
  const Shard shard = shard_of({{{10}, {11}, 1}, {{10}, {}, 0}, {{11}, {}, 0}});
  const TrainingRows rows = make_rows(std::vector{shard}, LinearFeatures({}, {}), {.min_rows = 1});
  CHECK(rows.label_row == std::vector<std::size_t>{0, 0, 1, 2});
  CHECK(rows.view(0).size() == 2);
  CHECK(rows.view(1).size() == 1);
}

TEST_CASE("features of too few rows are left out, whatever their count within a row") {
  const Shard shard = shard_of({{{10, 10}, {10, 12}, 1}, {{11}, {}, 0}, {{11}, {}, 0}});
  const TrainingRows rows = make_rows(std::vector{shard}, LinearFeatures({}, {}), {.min_rows = 2});
  CHECK(rows.keys.size() == 1);  // piece 11
  CHECK(rows.rows_with == std::vector<std::uint32_t>{2});
  CHECK(rows.views() == 4);
  CHECK(rows.view(0).empty());
  CHECK_THROWS_AS(make_rows(std::vector{shard}, LinearFeatures({}, {}), {.min_rows = 3}),
                  linnet::Error);
}

TEST_CASE("the mean squared length of the views is 1, and rarer columns have larger scales") {
  const Shard shard = shard_of({{{10, 11}, {}, 1}, {{10}, {12}, 0}, {{10, 13}, {14}, 0}});
  const TrainingRows rows = make_rows(std::vector{shard}, LinearFeatures({}, {}), {.min_rows = 1});
  double squares = 0;
  for (const Entry& entry : rows.entries) squares += static_cast<double>(entry.value) * entry.value;
  CHECK(squares / static_cast<double>(rows.views()) == Approx(1));
  for (std::size_t a = 0; a < rows.keys.size(); ++a) {
    for (std::size_t b = 0; b < rows.keys.size(); ++b) {
      if (rows.rows_with[a] < rows.rows_with[b]) CHECK(rows.scales[a] > rows.scales[b]);
    }
  }
}

TEST_CASE("shards of different labels or tokenizers are not mixed") {
  const Shard one = shard_of({{{10}, {}, 1}});
  Shard other = one;
  other.label_names = {"B"};
  CHECK_THROWS_AS(make_rows(std::vector{one, other}, LinearFeatures({}, {}), {}), linnet::Error);
  other = one;
  other.tokenizer_sha256 = "another";
  CHECK_THROWS_AS(make_rows(std::vector{one, other}, LinearFeatures({}, {}), {}), linnet::Error);
  CHECK(make_rows(std::vector{one, one}, LinearFeatures({}, {}), {}).views() == 2);
}
