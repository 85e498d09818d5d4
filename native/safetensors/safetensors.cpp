#include "native/safetensors/safetensors.h"

#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <type_traits>
#include <utility>

#include "core/error.h"
#include "native/files/files.h"

namespace linnet {
namespace {

constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;  // the format's own limit
constexpr std::size_t kAlignment = 8;

struct DTypeName {
  DType dtype;
  std::string_view name;
  std::size_t size;
};
constexpr DTypeName kDTypes[] = {
    {DType::kU8, "U8", 1},   {DType::kI8, "I8", 1},     {DType::kU16, "U16", 2},
    {DType::kF16, "F16", 2}, {DType::kBF16, "BF16", 2}, {DType::kF32, "F32", 4},
    {DType::kI64, "I64", 8},
};

const DTypeName& entry(DType dtype) {
  for (const DTypeName& candidate : kDTypes) {
    if (candidate.dtype == dtype) return candidate;
  }
  throw Error(ErrorCode::kInvalidArgument, "safetensors: unknown dtype");
}

float bits_to_float(std::uint32_t bits) {
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

// IEEE 754 binary16 to binary32.
float half_to_float(std::uint16_t half) {
  const std::uint32_t sign = static_cast<std::uint32_t>(half & 0x8000u) << 16;
  std::uint32_t exponent = (half >> 10) & 31u;
  std::uint32_t mantissa = half & 0x3ffu;
  if (exponent == 31) return bits_to_float(sign | 0x7f800000u | (mantissa << 13));
  if (exponent == 0) {
    if (mantissa == 0) return bits_to_float(sign);
    exponent = 1;
    while ((mantissa & 0x400u) == 0) {
      mantissa <<= 1;
      --exponent;  // wraps below zero and is put right by the bias added below
    }
    mantissa &= 0x3ffu;
  }
  return bits_to_float(sign | ((exponent + 112u) << 23) | (mantissa << 13));
}

template <typename T>
constexpr DType dtype_of() {
  if constexpr (std::is_same_v<T, std::uint8_t>) return DType::kU8;
  if constexpr (std::is_same_v<T, std::int8_t>) return DType::kI8;
  if constexpr (std::is_same_v<T, std::uint16_t>) return DType::kU16;
  if constexpr (std::is_same_v<T, std::int64_t>) return DType::kI64;
  if constexpr (std::is_same_v<T, float>) return DType::kF32;
}

TensorView parse_tensor(const std::string& where, const nlohmann::json& entry_json,
                        std::string_view data) {
  TensorView view;
  const auto dtype_name = entry_json.at("dtype").get<std::string>();
  view.dtype = DType::kOther;
  for (const DTypeName& candidate : kDTypes) {
    if (candidate.name == dtype_name) view.dtype = candidate.dtype;
  }
  const bool other = view.dtype == DType::kOther;
  std::uint64_t bytes = other ? 1 : dtype_size(view.dtype);
  for (const auto& extent : entry_json.at("shape")) {
    const auto value = extent.get<std::int64_t>();
    if (value < 0 || (value > 0 && bytes > std::numeric_limits<std::uint64_t>::max() /
                                               static_cast<std::uint64_t>(value))) {
      throw Error(ErrorCode::kInvalidFormat, where + ": impossible shape");
    }
    bytes *= static_cast<std::uint64_t>(value);
    view.shape.push_back(value);
  }
  const auto offsets = entry_json.at("data_offsets").get<std::vector<std::uint64_t>>();
  if (offsets.size() != 2 || offsets[0] > offsets[1] || offsets[1] > data.size() ||
      (!other && offsets[1] - offsets[0] != bytes)) {
    throw Error(ErrorCode::kInvalidFormat,
                where + ": data_offsets do not fit the shape or the file (is it complete?)");
  }
  view.bytes = data.substr(offsets[0], offsets[1] - offsets[0]);
  return view;
}

}  // namespace

std::size_t dtype_size(DType dtype) { return entry(dtype).size; }

std::string_view to_string(DType dtype) {
  return dtype == DType::kOther ? "a type that is not read" : entry(dtype).name;
}

std::int64_t TensorView::elements() const {
  std::int64_t count = 1;
  for (const std::int64_t extent : shape) count *= extent;
  return count;
}

bool TensorView::is_floating_point() const {
  return dtype == DType::kF16 || dtype == DType::kBF16 || dtype == DType::kF32;
}

std::vector<float> TensorView::to_floats() const {
  if (dtype == DType::kF32) return to_vector<float>();
  if (!is_floating_point()) {
    throw Error(
        ErrorCode::kInvalidFormat,
        "safetensors: a floating-point tensor is needed, found " + std::string(to_string(dtype)));
  }
  std::vector<float> values(static_cast<std::size_t>(elements()));
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::uint16_t half;
    std::memcpy(&half, bytes.data() + 2 * i, sizeof half);
    values[i] = dtype == DType::kF16 ? half_to_float(half)
                                     : bits_to_float(static_cast<std::uint32_t>(half) << 16);
  }
  return values;
}

template <typename T>
std::vector<T> TensorView::to_vector() const {
  if (dtype != dtype_of<T>()) {
    throw Error(ErrorCode::kInvalidFormat, "safetensors: " + std::string(to_string(dtype_of<T>())) +
                                               " is needed, found " +
                                               std::string(to_string(dtype)));
  }
  std::vector<T> values(bytes.size() / sizeof(T));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

template std::vector<std::uint8_t> TensorView::to_vector() const;
template std::vector<std::int8_t> TensorView::to_vector() const;
template std::vector<std::uint16_t> TensorView::to_vector() const;
template std::vector<std::int64_t> TensorView::to_vector() const;
template std::vector<float> TensorView::to_vector() const;

Safetensors Safetensors::read(const std::filesystem::path& path) {
  Safetensors file;
  file.path_ = path.string();
  const std::string content = read_file(path);
  file.bytes_.assign(content.begin(), content.end());
  const std::string_view all(file.bytes_.data(), file.bytes_.size());
  std::uint64_t header_bytes = 0;
  if (all.size() < sizeof header_bytes) {
    throw Error(ErrorCode::kInvalidFormat, file.path_ + ": too short for a safetensors file");
  }
  std::memcpy(&header_bytes, all.data(), sizeof header_bytes);
  if (header_bytes > kMaxHeaderBytes || header_bytes > all.size() - sizeof header_bytes) {
    throw Error(ErrorCode::kInvalidFormat,
                file.path_ + ": not a safetensors file, or cut off within its header");
  }
  const std::string_view data = all.substr(sizeof header_bytes + header_bytes);
  try {
    const auto header = nlohmann::json::parse(all.substr(sizeof header_bytes, header_bytes));
    if (!header.is_object()) {
      throw Error(ErrorCode::kInvalidFormat, file.path_ + ": the header is no JSON object");
    }
    for (const auto& [name, value] : header.items()) {
      if (name == "__metadata__") {
        file.metadata_ = value.get<std::map<std::string, std::string>>();
      } else {
        file.tensors_.emplace(name, parse_tensor(file.path_ + ": " + name, value, data));
      }
    }
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::kInvalidFormat, file.path_ + ": broken header: " + error.what());
  }
  return file;
}

const TensorView& Safetensors::tensor(const std::string& name) const {
  const auto found = tensors_.find(name);
  if (found == tensors_.end()) {
    throw Error(ErrorCode::kNotFound, path_ + ": has no tensor \"" + name + "\"");
  }
  return found->second;
}

const std::string& Safetensors::metadata(const std::string& key) const {
  const auto found = metadata_.find(key);
  if (found == metadata_.end()) {
    throw Error(ErrorCode::kNotFound, path_ + ": has no metadata \"" + key + "\"");
  }
  return found->second;
}

void write_safetensors(const std::filesystem::path& path,
                       const std::map<std::string, TensorView>& tensors,
                       const std::map<std::string, std::string>& metadata) {
  nlohmann::json header = nlohmann::json::object();
  if (!metadata.empty()) header["__metadata__"] = metadata;
  std::uint64_t offset = 0;
  for (const auto& [name, tensor] : tensors) {
    header[name] = {{"dtype", to_string(tensor.dtype)},
                    {"shape", tensor.shape},
                    {"data_offsets", {offset, offset + tensor.bytes.size()}}};
    offset += tensor.bytes.size();
  }
  std::string text = header.dump();
  // The format allows trailing spaces in the header; they put the data on an aligned offset.
  text.resize((text.size() + kAlignment - 1) / kAlignment * kAlignment, ' ');
  const std::uint64_t header_bytes = text.size();
  AtomicFile file(path);
  file.write({reinterpret_cast<const char*>(&header_bytes), sizeof header_bytes});
  file.write(text);
  for (const auto& [name, tensor] : tensors) file.write(tensor.bytes);
  file.commit();
}

}  // namespace linnet
