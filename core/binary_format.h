// Linnet's own binary files: eight characters that tell the kind, a version, then numbers and
// texts, all little-endian.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace linnet {

// Numbers in 8 bits are rounded to -127 to 127 times a scale: symmetric, so that 0 is 0.
inline constexpr float kLargestInt8 = 127;

struct BinaryFormat {
  std::string_view name;    // "linear model": what every message opens with
  std::string_view magic;   // 8 characters
  std::uint32_t version;    // the only one that is read
  std::string_view remedy;  // "fetch the file again": what every message ends with
};

// Whether the bytes open with its eight characters.
inline bool is_format(const BinaryFormat& format, std::string_view bytes) {
  return bytes.starts_with(format.magic);
}

// Reads front to back and never past the end: every count is checked against the bytes that are
// left before anything is allocated for it. All members throw Error(kInvalidFormat).
class BinaryReader {
 public:
  // Reads magic and version as well: Error(kUnsupported) on another version. The bytes have to
  // outlive the reader.
  BinaryReader(const BinaryFormat& format, std::string_view bytes);

  std::span<const std::uint8_t> take(std::uint64_t count);
  std::uint8_t u8() { return take(1)[0]; }
  std::uint32_t u32();
  float finite_f32();
  std::vector<float> finite_f32s(std::uint64_t count);  // count at most 2^61
  std::string text(std::uint64_t bytes);
  // Refuses where `count` items of at least `item_bytes` cannot follow; the product must not
  // overflow.
  void expect(std::uint64_t count, std::uint64_t item_bytes) const;
  // Refuses where bytes are left.
  void expect_end() const;

  [[noreturn]] void malformed(const std::string& what) const;

 private:
  BinaryFormat format_;
  std::span<const std::uint8_t> bytes_;
};

class BinaryWriter {
 public:
  explicit BinaryWriter(const BinaryFormat& format);  // writes magic and version

  void u8(std::uint8_t value) { bytes_.push_back(static_cast<char>(value)); }
  void u32(std::uint32_t value);
  void f32(float value);
  void f32s(std::span<const float> values);
  void text(std::string_view text);  // its bytes alone
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

}  // namespace linnet
