#include "native/encoder/weights_file.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/error.h"
#include "native/encoder/layout.h"
#include "native/files/files.h"

namespace linnet {
namespace {

namespace fs = std::filesystem;

// The files that an index names, each once.
std::set<std::string> pieces_of(const fs::path& index) {
  std::set<std::string> files;
  try {
    const auto json = nlohmann::json::parse(read_file(index));
    for (const auto& [name, file] : json.at("weight_map").items()) {
      files.insert(file.get<std::string>());
    }
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::kInvalidFormat, index.string() + ": " + error.what());
  }
  for (const std::string& file : files) {
    if (fs::path(file).filename() != file) {
      throw Error(ErrorCode::kInvalidFormat,
                  index.string() + ": \"" + file + "\" is not the name of a file beside it");
    }
  }
  return files;
}

std::string old_name(const std::string& name) {
  constexpr std::pair<std::string_view, std::string_view> kOldEndings[] = {
      {"LayerNorm.weight", "gamma"}, {"LayerNorm.bias", "beta"}};
  for (const auto& [ending, old] : kOldEndings) {
    if (!name.ends_with(ending)) continue;
    return name.substr(0, name.rfind('.') + 1) + std::string(old);
  }
  return name;
}

}  // namespace

WeightsFile WeightsFile::read(const fs::path& folder) {
  WeightsFile weights;
  weights.path_ = folder / kWeightsFile;
  const fs::path index = folder / kWeightsIndex;
  if (fs::exists(weights.path_) || !fs::exists(index)) {
    weights.pieces_.push_back(Safetensors::read(weights.path_));
    return weights;
  }
  weights.path_ = index;
  std::set<std::string> seen;
  for (const std::string& file : pieces_of(index)) {
    const Safetensors& piece = weights.pieces_.emplace_back(Safetensors::read(folder / file));
    for (const auto& [name, view] : piece.tensors()) {
      if (seen.insert(name).second) continue;
      throw Error(ErrorCode::kInvalidFormat,
                  (folder / file).string() + ": \"" + name + "\" is in another piece as well");
    }
  }
  return weights;
}

std::string WeightsFile::find(const std::string& parameter) const {
  const auto has = [this](const std::string& name) {
    return std::any_of(pieces_.begin(), pieces_.end(),
                       [&](const Safetensors& piece) { return piece.contains(name); });
  };
  std::vector<std::string> names{parameter};
  for (const EncoderLayout& layout : encoder_layouts()) {
    if (parameter.starts_with(layout.prefix))
      names.push_back(parameter.substr(layout.prefix.size()));
  }
  for (const std::string& name : names) {
    if (has(name)) return name;
    if (has(old_name(name))) return old_name(name);
  }
  return "";
}

const TensorView& WeightsFile::tensor(const std::string& name) const {
  for (const Safetensors& piece : pieces_) {
    if (piece.contains(name)) return piece.tensor(name);
  }
  throw Error(ErrorCode::kNotFound, path_.string() + ": has no tensor \"" + name + "\"");
}

std::set<std::string> WeightsFile::names() const {
  std::set<std::string> names;
  for (const Safetensors& piece : pieces_) {
    for (const auto& [name, view] : piece.tensors()) names.insert(name);
  }
  return names;
}

}  // namespace linnet
