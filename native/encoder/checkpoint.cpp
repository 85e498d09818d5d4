#include "native/encoder/checkpoint.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>

#include <set>

#include "core/error.h"
#include "native/encoder/tensor_file.h"
#include "native/files/files.h"

namespace linnet {
namespace {

bool is_head(const std::string& name) {
  return name.starts_with("classifier.") || name.starts_with("lm_head.");
}

std::string shape_text(at::IntArrayRef shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) {
    text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
  }
  return text + "]";
}

}  // namespace

LoadReport load_weights(const std::vector<NamedTensor>& parameters,
                        const std::filesystem::path& folder, HeadWeights head) {
  const WeightsFile file = WeightsFile::read(folder);
  const std::string where = file.path().string();
  const at::NoGradGuard no_grad;
  LoadReport report;
  std::set<std::string> used;
  for (const NamedTensor& parameter : parameters) {
    const std::string name = file.find(parameter.name);
    if (is_head(parameter.name) && (head == HeadWeights::kFresh || name.empty())) {
      report.fresh.push_back(parameter.name);
      continue;
    }
    if (name.empty()) {
      throw Error(ErrorCode::kNotFound, where + ": has no tensor \"" + parameter.name +
                                            "\" that the config asks for (number of layers?)");
    }
    const TensorView& view = file.tensor(name);
    if (at::IntArrayRef(view.shape) != parameter.tensor.sizes()) {
      throw Error(ErrorCode::kInvalidFormat, where + ": \"" + name + "\" has the shape " +
                                                 shape_text(view.shape) + ", the config asks for " +
                                                 shape_text(parameter.tensor.sizes()));
    }
    at::Tensor target = parameter.tensor;
    target.copy_(to_tensor(view));
    used.insert(name);
  }
  for (const std::string& name : file.names()) {
    if (!used.contains(name)) report.ignored.push_back(name);
  }
  return report;
}

LoadReport load_weights(Encoder& encoder, const std::filesystem::path& folder, HeadWeights head) {
  return load_weights(encoder.parameters(), folder, head);
}

Encoder open_checkpoint(const std::filesystem::path& folder) {
  Encoder encoder(read_encoder_config(folder / kConfigFile));
  const LoadReport report = load_weights(encoder, folder, HeadWeights::kLoad);
  if (!report.fresh.empty()) {
    throw Error(ErrorCode::kInvalidFormat, (folder / kWeightsFile).string() + ": has no \"" +
                                               report.fresh.front() +
                                               "\": train a classifier first");
  }
  return encoder;
}

void save_checkpoint(const std::filesystem::path& folder, const EncoderConfig& config,
                     const std::vector<NamedTensor>& tensors) {
  write_file_atomic(folder / kConfigFile, to_json(config));
  write_tensors(folder / kWeightsFile, tensors, {{"format", "pt"}});
}

}  // namespace linnet
