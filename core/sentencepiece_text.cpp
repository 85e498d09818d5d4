#include "core/sentencepiece_text.h"

#include <cstdint>
#include <protozero/pbf_message.hpp>

namespace linnet {
namespace {

// Field numbers of sentencepiece.proto.
enum class Text : protozero::pbf_tag_type { kPieces = 2 };
enum class Piece : protozero::pbf_tag_type { kBegin = 4, kEnd = 5 };

ByteSpan read_span(protozero::pbf_message<Piece> piece) {
  ByteSpan span;
  while (piece.next()) {
    switch (piece.tag_and_type()) {
      case protozero::tag_and_type(Piece::kBegin, protozero::pbf_wire_type::varint):
        span.begin = piece.get_uint32();
        break;
      case protozero::tag_and_type(Piece::kEnd, protozero::pbf_wire_type::varint):
        span.end = piece.get_uint32();
        break;
      default:
        piece.skip();
    }
  }
  return span;
}

}  // namespace

std::optional<std::vector<ByteSpan>> read_piece_spans(std::string_view proto) {
  std::vector<ByteSpan> spans;
  try {
    protozero::pbf_message<Text> text(proto.data(), proto.size());
    while (text.next(Text::kPieces, protozero::pbf_wire_type::length_delimited)) {
      spans.push_back(read_span(text.get_message()));
      if (spans.back().end < spans.back().begin) return {};
    }
  } catch (const protozero::exception&) {
    return {};
  }
  return spans;
}

}  // namespace linnet
