// The tokenizer that belongs to a model's weights.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace linnet {

// The bytes of a tokenizer.model to keep in checkpoints; "" where `path` is empty. `sha256` is that
// of the tokenizer that the shards were made with: throws Error(kInvalidArgument) where the file is
// another, as far as this build can tell. What the user should know is added to `notes`.
std::string read_tokenizer(const std::filesystem::path& path, const std::string& sha256,
                           std::vector<std::string>& notes);

}  // namespace linnet
