// Which examples go together in a step: an epoch as batches of similar lengths, in an order that
// depends on nothing but the seed and the epoch's number.
#pragma once

#include <cstdint>
#include <vector>

#include "core/tokenizer.h"
#include "native/shards/shards.h"

namespace linnet {

enum class WindowChoice {
  kFirst,   // of a text that is longer than a window, its beginning
  kRandom,  // another window of it each epoch
};

struct BatchOptions {
  std::uint64_t seed = 1;
  TokenLimits limits;
  std::size_t batch_tokens = 4096;  // padding included; a longer single sequence has its own batch
  std::size_t batch_rows = 64;      // at most this many sequences in a batch
  double drop_description = 0;      // share of the examples that are read by their title alone
  WindowChoice window = WindowChoice::kFirst;
};

// One sequence of a shard: a row, with or without its description, and which of its windows.
struct SequenceRef {
  std::size_t row = 0;
  std::size_t window = 0;
  bool with_description = true;
  std::size_t tokens = 0;  // special tokens included
};

using BatchRefs = std::vector<SequenceRef>;  // never empty

// The batches of epoch `epoch` (from 0): each row once, rows in another order each epoch, and
// descriptions dropped anew.
std::vector<BatchRefs> plan_epoch(const Shard& shard, const BatchOptions& options,
                                  std::uint64_t epoch);

// All windows of all rows with their descriptions, longest first, for evaluation.
std::vector<BatchRefs> plan_evaluation(const Shard& shard, const BatchOptions& options);

// A batch as the encoder reads it.
struct TokenBatch {
  std::size_t rows = 0;
  std::size_t width = 0;          // tokens of the longest sequence
  std::size_t tokens = 0;         // without padding
  std::vector<std::int64_t> ids;  // rows x width, row-major, padding after a sequence's end
};

TokenBatch collate(const Shard& shard, const BatchRefs& batch, const TokenLimits& limits);

}  // namespace linnet
