#include "native/encoder/tensor_file.h"

#include <ATen/ops/empty.h>

#include <cstring>

#include "core/error.h"

namespace linnet {
namespace {

at::ScalarType scalar_type(DType dtype) {
  switch (dtype) {
    case DType::kU8:
      return at::kByte;
    case DType::kI8:
      return at::kChar;
    case DType::kI64:
      return at::kLong;
    case DType::kF16:
      return at::kHalf;
    case DType::kBF16:
      return at::kBFloat16;
    case DType::kF32:
      return at::kFloat;
    case DType::kU16:
    case DType::kOther:
      break;
  }
  throw Error(ErrorCode::kUnsupported,
              "safetensors: no tensor type for " + std::string(to_string(dtype)));
}

DType dtype_of(const NamedTensor& entry) {
  switch (entry.tensor.scalar_type()) {
    case at::kFloat:
      return DType::kF32;
    case at::kByte:
      return DType::kU8;
    case at::kLong:
      return DType::kI64;
    default:
      throw Error(ErrorCode::kUnsupported, "safetensors: tensor \"" + entry.name +
                                               "\" has a type that is not written: " +
                                               at::toString(entry.tensor.scalar_type()));
  }
}

}  // namespace

at::Tensor to_tensor(const TensorView& view) {
  at::Tensor tensor = at::empty(view.shape, at::TensorOptions(scalar_type(view.dtype)));
  if (!view.bytes.empty()) std::memcpy(tensor.data_ptr(), view.bytes.data(), view.bytes.size());
  return tensor;
}

void write_tensors(const std::filesystem::path& path, const std::vector<NamedTensor>& tensors,
                   const std::map<std::string, std::string>& metadata) {
  std::map<std::string, TensorView> views;
  std::vector<at::Tensor> kept;  // alive until the file is written
  for (const NamedTensor& entry : tensors) {
    const DType dtype = dtype_of(entry);
    const at::Tensor& tensor = kept.emplace_back(entry.tensor.detach().cpu().contiguous());
    views[entry.name] = {dtype,
                         tensor.sizes().vec(),
                         {static_cast<const char*>(tensor.data_ptr()), tensor.nbytes()}};
  }
  write_safetensors(path, views, metadata);
}

std::vector<NamedTensor> read_tensors(const std::filesystem::path& path) {
  const Safetensors file = Safetensors::read(path);
  std::vector<NamedTensor> tensors;
  for (const auto& [name, view] : file.tensors()) tensors.push_back({name, to_tensor(view)});
  return tensors;
}

}  // namespace linnet
