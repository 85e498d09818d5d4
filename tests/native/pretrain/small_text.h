// Made-up text in which a masked piece follows from its neighbours.
#pragma once

#include <cstddef>
#include <filesystem>

#include "native/pretrain/options.h"
#include "native/shards/shards.h"

namespace linnet::pretrain {

// `rows` documents of a vocabulary of 30 pieces. Words have two pieces, 10 + w and then 20 + w, w
// from 0 to 9; in a text each word is followed by the next one, in a circle. Each third row has no
// title, each fourth no description.
Shard small_shard(std::size_t rows, unsigned seed);

// Writes the shard and config.json into `folder`; returns options for 40 steps of 4 sequences of 16
// tokens without dropout, all logged, one thread.
PretrainOptions small_run(const std::filesystem::path& folder, std::size_t rows = 200);

}  // namespace linnet::pretrain
