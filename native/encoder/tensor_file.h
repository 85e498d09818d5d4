// Tensors of libtorch to and from safetensors files.
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "native/encoder/encoder.h"
#include "native/safetensors/safetensors.h"

namespace linnet {

// A copy of `view` as a tensor on the CPU. Throws Error(kUnsupported) for U16, which libtorch
// lacks.
at::Tensor to_tensor(const TensorView& view);

// Writes float, uint8 and int64 tensors from any device, atomically. Throws Error(kUnsupported)
// naming a tensor of another type.
void write_tensors(const std::filesystem::path& path, const std::vector<NamedTensor>& tensors,
                   const std::map<std::string, std::string>& metadata);

// All tensors of a file, in the order of their names, on the CPU. Throws as Safetensors::read and
// to_tensor.
std::vector<NamedTensor> read_tensors(const std::filesystem::path& path);

}  // namespace linnet
