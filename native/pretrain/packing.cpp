#include "native/pretrain/packing.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "core/error.h"
#include "core/tokenizer.h"
#include "native/training/seeded_random.h"

namespace linnet::pretrain {

PackedText::PackedText(const Shard& shard, std::size_t sequence_tokens, std::uint64_t seed)
    : sequence_tokens_(sequence_tokens) {
  std::vector<std::size_t> rows(shard.rows());
  std::iota(rows.begin(), rows.end(), 0);
  SeededRandom(seed, 0).shuffle(rows);
  ids_.reserve(shard.ids.size() + 3 * rows.size());
  kinds_.reserve(ids_.capacity());
  const auto frame = [&](std::int32_t id) {
    ids_.push_back(static_cast<std::uint16_t>(id));
    kinds_.push_back(PieceKind::kSpecial);
  };
  const auto text = [&](std::span<const std::uint16_t> ids) {
    const std::uint8_t* starts = shard.words.data() + (ids.data() - shard.ids.data());
    for (std::size_t i = 0; i < ids.size(); ++i) {
      ids_.push_back(ids[i]);
      PieceKind kind = starts[i] == 1 ? PieceKind::kStartsWord : PieceKind::kContinuesWord;
      if (ids[i] == shard.special_ids.unknown) kind = PieceKind::kSpecial;
      kinds_.push_back(kind);
    }
  };
  for (const std::size_t row : rows) {
    const auto title = shard.title(row);
    const auto description = shard.description(row);
    if (title.empty() && description.empty()) continue;
    frame(shard.special_ids.begin);
    if (!title.empty()) {
      text(title);
      frame(shard.special_ids.end);
    }
    text(description);
    frame(shard.special_ids.end);
  }
  if (ids_.size() < sequence_tokens_) {
    throw Error(ErrorCode::kInvalidArgument, "its text has " + std::to_string(ids_.size()) +
                                                 " tokens, a sequence " +
                                                 std::to_string(sequence_tokens_));
  }
}

std::size_t PackedText::sequences() const {
  return (ids_.size() + sequence_tokens_ - 1) / sequence_tokens_;
}

Sequence PackedText::sequence(std::size_t index) const {
  const std::size_t begin = std::min(index * sequence_tokens_, ids_.size() - sequence_tokens_);
  return {std::span(ids_).subspan(begin, sequence_tokens_),
          std::span(kinds_).subspan(begin, sequence_tokens_)};
}

}  // namespace linnet::pretrain
