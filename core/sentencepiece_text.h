// Where pieces stand in a text, out of SentencePiece's own serialised answer.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace linnet {

// A stretch of a text, in bytes: [begin, end).
struct ByteSpan {
  std::size_t begin = 0, end = 0;
};

// One a piece, from a serialised SentencePieceText (sentencepiece.proto: field 2 holds the pieces,
// of each of which fields 4 and 5 are begin and end). Its class is part of the library, but of no
// installed header that all releases have. Nothing where the bytes are not one.
std::optional<std::vector<ByteSpan>> read_piece_spans(std::string_view proto);

}  // namespace linnet
