// Dynamic masking (Devlin et al., 2019; Liu et al., 2019): which pieces of a sequence the model has
// to tell from the others, drawn anew each time the sequence is read.
#pragma once

#include <cstdint>
#include <vector>

#include "native/pretrain/packing.h"

namespace linnet::pretrain {

struct MaskingOptions {
  double share = 0.15;         // of the pieces that can be masked, on average
  bool whole_words = false;    // all pieces of a word or none
  std::size_t vocabulary = 0;  // pieces of the tokenizer, more than the special ones
  SpecialIds special_ids = {};
};

// Sequences of equal length with their masks, as plain numbers.
struct MaskedSequences {
  std::vector<std::int64_t> ids;        // what the model reads, sequence after sequence
  std::vector<std::int64_t> positions;  // of the masked pieces in `ids`, rising
  std::vector<std::int64_t> targets;    // what stood there
};

// Appends `sequence` to `batch`. Of the masked pieces, 80% are read as the mask, 10% as a random
// piece after the special ones, 10% as they are. Which ones follows from `key` alone, so that the
// masks of a run depend on neither the batches nor the processes that it is cut into.
void append_masked(MaskedSequences& batch, const Sequence& sequence, const MaskingOptions& options,
                   std::uint64_t key);

// A key for sequence number `number` of the run with this seed.
std::uint64_t masking_key(std::uint64_t seed, std::uint64_t number);

}  // namespace linnet::pretrain
