// The weights of a checkpoint folder, whoever wrote it, by the names that our parameters have.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "native/safetensors/safetensors.h"

namespace linnet {

inline constexpr char kWeightsFile[] = "model.safetensors";
inline constexpr char kWeightsIndex[] = "model.safetensors.index.json";

class WeightsFile {
 public:
  // Reads `folder`/model.safetensors or, where that is not there, the pieces that
  // model.safetensors.index.json names. Throws Error(kNotFound) where there is neither, or a piece
  // is missing, and what Safetensors::read throws.
  static WeightsFile read(const std::filesystem::path& folder);

  // For messages: the file, or the index.
  const std::filesystem::path& path() const { return path_; }

  // The name in the file of the tensor for a parameter of ours, or "": the parameter's own, without
  // its family's prefix (as RobertaModel, BertModel and MPNetModel save theirs), or with a layer
  // norm's weight and bias called gamma and beta, as old files have them.
  std::string find(const std::string& parameter) const;

  // The tensor of that name in the file. Throws Error(kNotFound).
  const TensorView& tensor(const std::string& name) const;
  std::set<std::string> names() const;

 private:
  std::filesystem::path path_;
  std::vector<Safetensors> pieces_;
};

}  // namespace linnet
