// The safetensors file format (Hugging Face): a JSON header and raw little-endian tensors.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace linnet {

enum class DType {
  kU8,
  kU16,
  kI64,
  kF16,
  kBF16,
  kF32,
  kI8,
  kOther,  // one that Linnet does not read; its tensors stand in the file and can be passed over
};

// Bytes of one element. Throws Error(kInvalidArgument) for kOther.
std::size_t dtype_size(DType dtype);
std::string_view to_string(DType dtype);  // the format's own name: "F32"

struct TensorView {
  DType dtype = DType::kF32;
  std::vector<std::int64_t> shape;
  std::string_view bytes;  // row-major, not necessarily aligned

  std::int64_t elements() const;
  bool is_floating_point() const;  // F16, BF16 or F32
  // The elements as float. Throws Error(kInvalidFormat) where they are not floating-point.
  std::vector<float> to_floats() const;
  // The elements of exactly type T (uint8_t, uint16_t, int64_t, float). Throws
  // Error(kInvalidFormat) where the dtype is another.
  template <typename T>
  std::vector<T> to_vector() const;
};

// A file held in memory, its header checked: offsets in order, inside the file and, of all types
// that are read, equal to what shape and dtype ask for.
class Safetensors {
 public:
  // Moved, the views stay valid; a copy's would be those of the other.
  Safetensors(Safetensors&&) = default;
  Safetensors& operator=(Safetensors&&) = default;

  // Throws Error(kNotFound) or Error(kInvalidFormat) naming the file and the tensor.
  static Safetensors read(const std::filesystem::path& path);

  const std::map<std::string, TensorView>& tensors() const { return tensors_; }
  const TensorView& tensor(const std::string& name) const;  // throws Error(kNotFound)
  bool contains(const std::string& name) const { return tensors_.contains(name); }
  const std::map<std::string, std::string>& metadata() const { return metadata_; }
  const std::string& metadata(const std::string& key) const;  // throws Error(kNotFound)

 private:
  Safetensors() = default;

  std::string path_;
  std::vector<char> bytes_;
  std::map<std::string, TensorView> tensors_;
  std::map<std::string, std::string> metadata_;
};

// Writes atomically, tensors in name order, the data section aligned to 8 bytes.
void write_safetensors(const std::filesystem::path& path,
                       const std::map<std::string, TensorView>& tensors,
                       const std::map<std::string, std::string>& metadata);

template <typename T>
std::string_view as_bytes_view(std::span<const T> values) {
  return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

}  // namespace linnet
