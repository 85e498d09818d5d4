#include "native/train_encoder/batches.h"

#include <algorithm>
#include <set>

#include "tests/native/catch_after_torch.h"
#include "tests/native/train_encoder/small_task.h"

namespace linnet {
namespace {

BatchOptions small_options() {
  BatchOptions options;
  options.limits = {16, 2, 8};
  options.batch_tokens = 64;
  options.batch_rows = 6;
  return options;
}

bool same(const std::vector<BatchRefs>& a, const std::vector<BatchRefs>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return std::equal(x.begin(), x.end(), y.begin(), y.end(), [](const auto& p, const auto& q) {
      return p.row == q.row && p.window == q.window && p.with_description == q.with_description;
    });
  });
}

TEST_CASE("an epoch holds each row once, in batches within both limits") {
  const Shard shard = small_shard(101, 3);
  const BatchOptions options = small_options();
  std::multiset<std::size_t> rows;
  for (const BatchRefs& batch : plan_epoch(shard, options, 0)) {
    REQUIRE_FALSE(batch.empty());
    CHECK(batch.size() <= 6);
    std::size_t longest = 0;
    for (const SequenceRef& sequence : batch) {
      rows.insert(sequence.row);
      longest = std::max(longest, sequence.tokens);
    }
    CHECK(longest * batch.size() <= 64);
  }
  CHECK(rows.size() == 101);
  CHECK(std::set<std::size_t>(rows.begin(), rows.end()).size() == 101);
}

TEST_CASE("the order follows from seed and epoch alone") {
  const Shard shard = small_shard(60, 3);
  BatchOptions options = small_options();
  options.drop_description = 0.5;
  const auto first = plan_epoch(shard, options, 4);
  CHECK(same(first, plan_epoch(shard, options, 4)));
  CHECK_FALSE(same(first, plan_epoch(shard, options, 5)));
  options.seed = 2;
  CHECK_FALSE(same(first, plan_epoch(shard, options, 4)));
}

TEST_CASE("sequences of a batch are of similar length, and batches come in no order of length") {
  const Shard shard = small_shard(200, 3);
  const auto batches = plan_epoch(shard, small_options(), 0);
  std::size_t padded = 0, tokens = 0;
  std::vector<std::size_t> widths;
  for (const BatchRefs& batch : batches) {
    const TokenBatch collated = collate(shard, batch, small_options().limits);
    padded += collated.rows * collated.width;
    tokens += collated.tokens;
    widths.push_back(collated.width);
  }
  CHECK(static_cast<double>(tokens) > 0.9 * static_cast<double>(padded));
  CHECK_FALSE(std::is_sorted(widths.begin(), widths.end()));
  CHECK_FALSE(std::is_sorted(widths.rbegin(), widths.rend()));
}

TEST_CASE("descriptions are dropped at the asked share, others in each epoch") {
  const Shard shard = small_shard(1000, 3);
  BatchOptions options = small_options();
  options.drop_description = 0.3;
  std::set<std::size_t> dropped[2];
  for (std::uint64_t epoch = 0; epoch < 2; ++epoch) {
    for (const BatchRefs& batch : plan_epoch(shard, options, epoch)) {
      for (const SequenceRef& sequence : batch) {
        if (!sequence.with_description) dropped[epoch].insert(sequence.row);
      }
    }
    CHECK(static_cast<double>(dropped[epoch].size()) == Approx(300).margin(60));
  }
  CHECK(dropped[0] != dropped[1]);
}

TEST_CASE("a batch is the framed pairs, padded at their ends") {
  Shard shard = small_shard(0, 1);
  shard.ids = {10, 30, 31, 32};
  shard.words = {1, 1, 1, 1};
  shard.offsets = {0, 1, 1, 2, 4};
  shard.relevance = clear_where({1, 0, 0, 0, 1, 0, 0, 0});
  shard.partial = {0, 0};
  const TokenBatch batch =
      collate(shard, {{0, 0, true, 4}, {1, 0, true, 6}, {1, 0, false, 4}}, {16, 2, 8});
  CHECK(batch.rows == 3);
  CHECK(batch.width == 6);
  CHECK(batch.tokens == 14);
  CHECK(batch.ids == std::vector<std::int64_t>{0, 10, 2, 2, 1, 1,    //
                                               0, 30, 2, 31, 32, 2,  //
                                               0, 30, 2, 2, 1, 1});
}

TEST_CASE("evaluation reads all windows of a text longer than one; training may pick any") {
  Shard shard = small_shard(0, 1);
  shard.ids.assign(30, 25);
  shard.words.assign(30, 1);
  shard.offsets = {0, 2, 30};
  shard.relevance = clear_where({1, 0, 0, 0});
  shard.partial = {0};
  BatchOptions options = small_options();
  std::set<std::size_t> windows;
  for (const BatchRefs& batch : plan_evaluation(shard, options)) {
    for (const SequenceRef& sequence : batch) windows.insert(sequence.window);
  }
  CHECK(windows.size() > 1);
  std::set<std::size_t> first, random;
  for (std::uint64_t epoch = 0; epoch < 40; ++epoch) {
    options.window = WindowChoice::kFirst;
    first.insert(plan_epoch(shard, options, epoch)[0][0].window);
    options.window = WindowChoice::kRandom;
    random.insert(plan_epoch(shard, options, epoch)[0][0].window);
  }
  CHECK(first == std::set<std::size_t>{0});
  CHECK(random == windows);
}

}  // namespace
}  // namespace linnet
