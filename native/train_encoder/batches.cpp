#include "native/train_encoder/batches.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "native/training/seeded_random.h"

namespace linnet {
namespace {

// Rows sorted by length at a time: long enough that a batch holds little padding, short enough that
// which examples meet in a batch still changes from epoch to epoch.
constexpr std::size_t kBucketRows = 4096;

std::vector<std::int32_t> widen(std::span<const std::uint16_t> ids) {
  return {ids.begin(), ids.end()};
}

Encoding encode_row(const Shard& shard, std::size_t row, bool with_description,
                    const TokenLimits& limits) {
  const auto title = widen(shard.title(row));
  const auto description =
      with_description ? widen(shard.description(row)) : std::vector<std::int32_t>{};
  return encode_pair(title, description, limits, shard.special_ids);
}

// Cuts sequences, in the given order, into batches.
void cut(std::span<const SequenceRef> sequences, const BatchOptions& options,
         std::vector<BatchRefs>& batches) {
  BatchRefs batch;
  std::size_t longest = 0;
  for (const SequenceRef& sequence : sequences) {
    const std::size_t width = std::max(longest, sequence.tokens);
    if (!batch.empty() &&
        (batch.size() >= options.batch_rows || width * (batch.size() + 1) > options.batch_tokens)) {
      batches.push_back(std::exchange(batch, {}));
      longest = 0;
    }
    longest = std::max(longest, sequence.tokens);
    batch.push_back(sequence);
  }
  if (!batch.empty()) batches.push_back(std::move(batch));
}

bool longer(const SequenceRef& a, const SequenceRef& b) { return a.tokens > b.tokens; }

}  // namespace

std::vector<BatchRefs> plan_epoch(const Shard& shard, const BatchOptions& options,
                                  std::uint64_t epoch) {
  SeededRandom random(options.seed, epoch);
  std::vector<SequenceRef> sequences(shard.rows());
  for (std::size_t row = 0; row < shard.rows(); ++row) {
    SequenceRef& sequence = sequences[row];
    sequence.row = row;
    sequence.with_description = random.uniform() >= options.drop_description;
    const Encoding encoding = encode_row(shard, row, sequence.with_description, options.limits);
    const std::size_t pick = random.below(encoding.windows.size());
    if (options.window == WindowChoice::kRandom) sequence.window = pick;
    sequence.tokens = encoding.windows[sequence.window].size();
  }
  random.shuffle(sequences);
  std::vector<BatchRefs> batches;
  for (std::size_t begin = 0; begin < sequences.size(); begin += kBucketRows) {
    const std::size_t count = std::min(kBucketRows, sequences.size() - begin);
    const std::span<SequenceRef> bucket(sequences.data() + begin, count);
    std::stable_sort(bucket.begin(), bucket.end(), longer);
    cut(bucket, options, batches);
  }
  random.shuffle(batches);
  return batches;
}

std::vector<BatchRefs> plan_evaluation(const Shard& shard, const BatchOptions& options) {
  std::vector<SequenceRef> sequences;
  for (std::size_t row = 0; row < shard.rows(); ++row) {
    const Encoding encoding = encode_row(shard, row, true, options.limits);
    for (std::size_t window = 0; window < encoding.windows.size(); ++window) {
      sequences.push_back({row, window, true, encoding.windows[window].size()});
    }
  }
  std::stable_sort(sequences.begin(), sequences.end(), longer);
  std::vector<BatchRefs> batches;
  cut(sequences, options, batches);
  return batches;
}

TokenBatch collate(const Shard& shard, const BatchRefs& batch, const TokenLimits& limits) {
  TokenBatch result;
  result.rows = batch.size();
  for (const SequenceRef& sequence : batch) {
    result.width = std::max(result.width, sequence.tokens);
    result.tokens += sequence.tokens;
  }
  result.ids.assign(result.rows * result.width, shard.special_ids.padding);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const Encoding encoding = encode_row(shard, batch[i].row, batch[i].with_description, limits);
    const std::vector<std::int32_t>& ids = encoding.windows.at(batch[i].window);
    std::copy(ids.begin(), ids.end(),
              result.ids.begin() + static_cast<std::ptrdiff_t>(i * result.width));
  }
  return result;
}

}  // namespace linnet
