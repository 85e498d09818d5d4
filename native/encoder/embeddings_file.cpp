#include "native/encoder/embeddings_file.h"

#include "core/error.h"
#include "native/encoder/tensor_file.h"
#include "native/safetensors/safetensors.h"

namespace linnet {
namespace {

constexpr char kFormat[] = "linnet-embeddings";
constexpr char kVersion[] = "1";
constexpr char kTensor[] = "embeddings";
constexpr char kTokenizer[] = "tokenizer_sha256";

}  // namespace

void write_embeddings(const std::filesystem::path& path, const at::Tensor& embeddings,
                      const std::string& tokenizer_sha256) {
  write_tensors(path, {{kTensor, embeddings}},
                {{"format", kFormat}, {"version", kVersion}, {kTokenizer, tokenizer_sha256}});
}

at::Tensor read_embeddings(const std::filesystem::path& path, const std::string& tokenizer_sha256) {
  const Safetensors file = Safetensors::read(path);
  const auto& metadata = file.metadata();
  const auto is = [&](const char* key, const char* value) {
    const auto found = metadata.find(key);
    return found != metadata.end() && found->second == value;
  };
  if (!is("format", kFormat) || !is("version", kVersion) || !file.contains(kTensor) ||
      !metadata.contains(kTokenizer) || file.tensor(kTensor).dtype != DType::kF32 ||
      file.tensor(kTensor).shape.size() != 2) {
    throw Error(ErrorCode::kInvalidFormat,
                path.string() +
                    ": not a file of word embeddings that this version reads; make it "
                    "with `linnet train embeddings`");
  }
  if (file.metadata(kTokenizer) != tokenizer_sha256) {
    throw Error(ErrorCode::kInvalidArgument,
                path.string() + ": made with another tokenizer than the shards");
  }
  return to_tensor(file.tensor(kTensor));
}

}  // namespace linnet
