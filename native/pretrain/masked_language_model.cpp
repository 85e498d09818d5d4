#include "native/pretrain/masked_language_model.h"

#include <ATen/ops/empty.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <utility>

namespace linnet::pretrain {
namespace {

EncoderConfig without_labels(EncoderConfig config) {
  config.labels.clear();
  return config;
}

}  // namespace

MaskedLanguageModel::MaskedLanguageModel(EncoderConfig config)
    : encoder_(without_labels(std::move(config))), parameters_(encoder_.parameters()) {
  const EncoderConfig& shape = encoder_.config();
  const std::int64_t hidden = shape.hidden_size;
  word_embeddings_ = parameters_.front().tensor;
  dense_weight_ = add("lm_head.dense.weight",
                      at::empty({hidden, hidden}, at::kFloat).normal_(0, shape.initializer_range));
  dense_bias_ = add("lm_head.dense.bias", at::zeros({hidden}));
  norm_weight_ = add("lm_head.layer_norm.weight", at::ones({hidden}));
  norm_bias_ = add("lm_head.layer_norm.bias", at::zeros({hidden}));
  output_bias_ = add("lm_head.bias", at::zeros({shape.vocab_size}));
}

at::Tensor MaskedLanguageModel::add(const std::string& name, at::Tensor tensor) {
  tensor.requires_grad_(true);
  parameters_.push_back({name, tensor});
  return tensor;
}

void MaskedLanguageModel::to(at::Device device) {
  for (NamedTensor& parameter : parameters_) {
    // Every copy of the tensor, also those in the encoder, sees the new storage.
    parameter.tensor.set_data(parameter.tensor.detach().to(device));
  }
}

at::Tensor MaskedLanguageModel::logits(const at::Tensor& ids, const at::Tensor& positions) const {
  const at::Tensor hidden = encoder_.hidden_states(ids, Padding::kNone);
  const at::Tensor masked = hidden.flatten(0, 1).index_select(0, positions);
  const at::Tensor dense = at::gelu(at::linear(masked, dense_weight_, dense_bias_));
  const at::Tensor normed = at::layer_norm(dense, {dense.size(-1)}, norm_weight_, norm_bias_,
                                           encoder_.config().layer_norm_eps);
  return at::linear(normed, word_embeddings_, output_bias_);
}

double training_flops_per_token(const EncoderConfig& config, double sequence_tokens,
                                double mask_share) {
  const auto layers = static_cast<double>(config.num_hidden_layers);
  const auto hidden = static_cast<double>(config.hidden_size);
  const auto inner = static_cast<double>(config.intermediate_size);
  const auto vocabulary = static_cast<double>(config.vocab_size);
  const double weights = layers * (4 * hidden * hidden + 2 * hidden * inner);
  const double head = hidden * hidden + hidden * vocabulary;
  return 6 * weights + 12 * layers * hidden * sequence_tokens + 6 * mask_share * head;
}

}  // namespace linnet::pretrain
