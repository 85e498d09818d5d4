// A task small enough to train in a moment: shards in which each label follows from one piece.
#pragma once

#include <cstddef>
#include <filesystem>

#include "native/shards/shards.h"
#include "native/train_encoder/options.h"

namespace linnet {

// `rows` rows of a vocabulary of 40 pieces and 4 labels: label l applies where piece 10 + l is in
// the title. Titles have 2 to 5 pieces; each second row has a description of up to 12. Every
// `partial_every`-th row is partial; 0: none.
Shard small_shard(std::size_t rows, unsigned seed, std::size_t partial_every = 0);

// Writes train (`rows` rows) and valid shards, config.json and tokenizer.model into `folder`;
// returns options that train on them for 3 epochs in steps of about 8 rows, all logged, one thread.
TrainOptions small_task(const std::filesystem::path& folder, std::size_t rows);

}  // namespace linnet
