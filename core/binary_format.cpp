#include "core/binary_format.h"

#include <cmath>
#include <cstring>

#include "core/error.h"

namespace linnet {
namespace {

// std::bit_cast, which Emscripten's library does not have.
template <typename To, typename From>
To cast_bits(From from) {
  static_assert(sizeof(To) == sizeof(From));
  To to;
  std::memcpy(&to, &from, sizeof(to));
  return to;
}

}  // namespace

BinaryReader::BinaryReader(const BinaryFormat& format, std::string_view bytes)
    : format_(format), bytes_(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()) {
  if (!is_format(format, bytes)) malformed("this is not one");
  take(format.magic.size());
  if (const std::uint32_t version = u32(); version != format.version) {
    throw Error(ErrorCode::kUnsupported, std::string(format.name) + ": version " +
                                             std::to_string(version) + " is not read, only " +
                                             std::to_string(format.version));
  }
}

std::span<const std::uint8_t> BinaryReader::take(std::uint64_t count) {
  if (count > bytes_.size()) malformed("the file is cut off");
  const auto taken = bytes_.first(static_cast<std::size_t>(count));
  bytes_ = bytes_.subspan(static_cast<std::size_t>(count));
  return taken;
}

std::uint32_t BinaryReader::u32() {
  const auto four = take(4);
  return four[0] | static_cast<std::uint32_t>(four[1]) << 8 |
         static_cast<std::uint32_t>(four[2]) << 16 | static_cast<std::uint32_t>(four[3]) << 24;
}

float BinaryReader::finite_f32() {
  const auto value = cast_bits<float>(u32());
  if (!std::isfinite(value)) malformed("a number is not finite");
  return value;
}

std::vector<float> BinaryReader::finite_f32s(std::uint64_t count) {
  expect(count, sizeof(float));
  std::vector<float> values(static_cast<std::size_t>(count));
  for (float& value : values) value = finite_f32();
  return values;
}

std::string BinaryReader::text(std::uint64_t bytes) {
  const auto taken = take(bytes);
  return {taken.begin(), taken.end()};
}

void BinaryReader::expect(std::uint64_t count, std::uint64_t item_bytes) const {
  if (count * item_bytes > bytes_.size()) {
    malformed("the file is cut off or its sizes are wrong");
  }
}

void BinaryReader::expect_end() const {
  if (!bytes_.empty()) malformed("bytes follow its end");
}

void BinaryReader::malformed(const std::string& what) const {
  throw Error(ErrorCode::kInvalidFormat,
              std::string(format_.name) + ": " + what + "; " + std::string(format_.remedy));
}

BinaryWriter::BinaryWriter(const BinaryFormat& format) {
  text(format.magic);
  u32(format.version);
}

void BinaryWriter::u32(std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) u8(static_cast<std::uint8_t>(value >> shift));
}

void BinaryWriter::f32(float value) { u32(cast_bits<std::uint32_t>(value)); }

void BinaryWriter::f32s(std::span<const float> values) {
  for (const float value : values) f32(value);
}

void BinaryWriter::text(std::string_view text) { bytes_ += text; }

}  // namespace linnet
