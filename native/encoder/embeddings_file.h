// Word embeddings on their own: what `linnet train embeddings` writes and an encoder starts from.
//
// A safetensors file with one tensor, "embeddings", F32 [pieces, width], the columns falling in
// importance, so that a narrower model takes the leading ones. Metadata: format
// "linnet-embeddings", version "1", tokenizer_sha256.
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <string>

namespace linnet {

void write_embeddings(const std::filesystem::path& path, const at::Tensor& embeddings,
                      const std::string& tokenizer_sha256);

// Throws Error(kInvalidFormat) where the file is no such file, Error(kInvalidArgument) where it was
// made with another tokenizer than the one of that hash.
at::Tensor read_embeddings(const std::filesystem::path& path, const std::string& tokenizer_sha256);

}  // namespace linnet
