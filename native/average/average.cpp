#include "native/average/average.h"

#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "native/encoder/config.h"
#include "native/encoder/weights_file.h"
#include "native/files/files.h"
#include "native/safetensors/safetensors.h"

namespace linnet::average {
namespace {

namespace fs = std::filesystem;

constexpr char kConfig[] = "config.json";
constexpr char kTokenizer[] = "tokenizer.model";
constexpr char kLabels[] = "labels.json";

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ErrorCode::kInvalidArgument, what);
}

std::string content_of(const fs::path& path) { return fs::exists(path) ? read_file(path) : ""; }

// Of `checkpoints`, as shares that sum to 1.
std::vector<double> shares_of(std::span<const WeightedCheckpoint> checkpoints) {
  double sum = 0;
  for (const WeightedCheckpoint& checkpoint : checkpoints) {
    if (!std::isfinite(checkpoint.weight) || checkpoint.weight < 0) {
      refuse("the weight of " + checkpoint.folder.string() + " must be at least 0");
    }
    sum += checkpoint.weight;
  }
  if (sum == 0) refuse("all weights are 0: nothing is left to average");
  std::vector<double> shares;
  for (const WeightedCheckpoint& checkpoint : checkpoints) {
    shares.push_back(checkpoint.weight / sum);
  }
  return shares;
}

// What all checkpoints must have alike.
struct Identity {
  explicit Identity(const fs::path& path)
      : folder(path.string()),
        config(read_encoder_config(path / kConfig)),
        tokenizer(content_of(path / kTokenizer)) {}

  std::string folder;
  EncoderConfig config;
  std::string tokenizer;  // empty where the checkpoint has none
};

void require_alike(const Identity& a, const Identity& b) {
  const std::string both = a.folder + " and " + b.folder;
  if (a.config.labels != b.config.labels) {
    refuse(both + " have other labels, or the same in another order (id2label in config.json)");
  }
  if (!(a.config == b.config)) refuse(both + " are encoders of other shapes (config.json)");
  if (!a.tokenizer.empty() && !b.tokenizer.empty() && a.tokenizer != b.tokenizer) {
    refuse(both + " were trained with other tokenizers (" + kTokenizer + ")");
  }
}

// The mean of the tensor of that name, by `shares`.
std::vector<float> mean_of(const std::string& name, const std::vector<WeightsFile>& files,
                           const std::vector<double>& shares) {
  const TensorView& first = files.front().tensor(name);
  std::vector<double> sums(static_cast<std::size_t>(first.elements()), 0);
  for (std::size_t i = 0; i < files.size(); ++i) {
    const TensorView& tensor = files[i].tensor(name);
    if (tensor.shape != first.shape) {
      refuse(name + " has another shape in " + files[i].path().string() + " than in " +
             files.front().path().string());
    }
    const std::vector<float> values = tensor.to_floats();
    for (std::size_t k = 0; k < sums.size(); ++k) {
      sums[k] += shares[i] * static_cast<double>(values[k]);
    }
  }
  return {sums.begin(), sums.end()};
}

}  // namespace

AverageSummary average_checkpoints(std::span<const WeightedCheckpoint> checkpoints,
                                   const fs::path& output) {
  if (checkpoints.size() < 2) refuse("a mean takes at least two checkpoints");
  const std::vector<double> shares = shares_of(checkpoints);
  const fs::path& first = checkpoints.front().folder;
  for (const char* name : {kWeightsFile, kWeightsIndex}) {
    if (fs::exists(output / name)) {
      refuse((output / name).string() + " is there already; choose another folder");
    }
  }
  const Identity identity(first);
  std::vector<WeightsFile> files;
  files.push_back(WeightsFile::read(first));
  for (const WeightedCheckpoint& checkpoint : checkpoints.subspan(1)) {
    require_alike(identity, Identity(checkpoint.folder));
    files.push_back(WeightsFile::read(checkpoint.folder));
    if (files.back().names() != files.front().names()) {
      refuse(files.back().path().string() + " has other tensors than " +
             files.front().path().string());
    }
  }

  AverageSummary summary;
  std::map<std::string, std::vector<float>> means;
  std::map<std::string, TensorView> tensors;
  for (const std::string& name : files.front().names()) {
    // Old files keep the positions' own numbers, which are no weights, as integers.
    if (!files.front().tensor(name).is_floating_point()) continue;
    const auto& mean = means.emplace(name, mean_of(name, files, shares)).first->second;
    tensors.emplace(name, TensorView{DType::kF32, files.front().tensor(name).shape,
                                     as_bytes_view(std::span<const float>(mean))});
    summary.parameters += mean.size();
  }
  summary.tensors = tensors.size();
  for (const char* name : {kConfig, kLabels, kTokenizer}) {
    if (fs::exists(first / name)) write_file_atomic(output / name, read_file(first / name));
  }
  // Last: a folder with weights is whole.
  write_safetensors(output / kWeightsFile, tensors, {{"format", "pt"}});
  return summary;
}

}  // namespace linnet::average
