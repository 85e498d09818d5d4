// Protocol Buffers' wire format (protobuf.dev/programming-guides/encoding), as far as it is needed.
#include "core/sentencepiece_text.h"

#include <cstdint>

namespace linnet {
namespace {

constexpr std::uint64_t kVarint = 0, kEightBytes = 1, kLengthDelimited = 2, kFourBytes = 5;

struct Field {
  std::uint64_t number = 0;
  std::uint64_t value = 0;  // of a varint
  std::string_view bytes;   // of a length-delimited field
};

class Message {
 public:
  explicit Message(std::string_view bytes) : bytes_(bytes) {}

  // The next field; nothing at the end and where the bytes are malformed.
  std::optional<Field> next() {
    if (bytes_.empty() || malformed_) return {};
    const std::uint64_t tag = varint();
    Field field{.number = tag >> 3U, .value = 0, .bytes = {}};
    switch (tag & 7U) {
      case kVarint:
        field.value = varint();
        break;
      case kEightBytes:
        take(8);
        break;
      case kLengthDelimited:
        field.bytes = take(varint());
        break;
      case kFourBytes:
        take(4);
        break;
      default:
        malformed_ = true;
    }
    if (malformed_) return {};
    return field;
  }
  bool malformed() const { return malformed_; }

 private:
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64 && !bytes_.empty(); shift += 7) {
      const auto byte = static_cast<std::uint8_t>(bytes_.front());
      bytes_.remove_prefix(1);
      value |= std::uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80) return value;
    }
    malformed_ = true;
    return 0;
  }
  std::string_view take(std::uint64_t count) {
    if (count > bytes_.size()) {
      malformed_ = true;
      return {};
    }
    const auto taken = bytes_.substr(0, static_cast<std::size_t>(count));
    bytes_.remove_prefix(static_cast<std::size_t>(count));
    return taken;
  }

  std::string_view bytes_;
  bool malformed_ = false;
};

}  // namespace

std::optional<std::vector<ByteSpan>> read_piece_spans(std::string_view proto) {
  std::vector<ByteSpan> spans;
  Message text(proto);
  while (const auto piece_field = text.next()) {
    if (piece_field->number != 2) continue;
    ByteSpan span;
    Message piece(piece_field->bytes);
    while (const auto field = piece.next()) {
      if (field->number == 4) span.begin = static_cast<std::size_t>(field->value);
      if (field->number == 5) span.end = static_cast<std::size_t>(field->value);
    }
    if (piece.malformed() || span.end < span.begin) return {};
    spans.push_back(span);
  }
  if (text.malformed()) return {};
  return spans;
}

}  // namespace linnet
