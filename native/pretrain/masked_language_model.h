// An encoder with RoBERTa's language-modelling head, whose output embedding is the input's (Press
// and Wolf, 2017), with the names of Hugging Face's RobertaForMaskedLM.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "native/encoder/encoder.h"

namespace linnet::pretrain {

class MaskedLanguageModel {
 public:
  // As Encoder's; labels of the config are left out.
  explicit MaskedLanguageModel(EncoderConfig config);

  Encoder& encoder() { return encoder_; }
  const Encoder& encoder() const { return encoder_; }
  // The encoder's and then the head's: lm_head.dense, lm_head.layer_norm, lm_head.bias. The output
  // embedding is not among them a second time.
  const std::vector<NamedTensor>& parameters() const { return parameters_; }
  void to(at::Device device);

  // The logits of all pieces at the masked positions alone: ids int64 [batch, tokens] without
  // padding, positions int64 [masked] in the flattened ids. Returns [masked, vocabulary].
  at::Tensor logits(const at::Tensor& ids, const at::Tensor& positions) const;

 private:
  at::Tensor add(const std::string& name, at::Tensor tensor);

  Encoder encoder_;
  std::vector<NamedTensor> parameters_;
  at::Tensor word_embeddings_, dense_weight_, dense_bias_, norm_weight_, norm_bias_, output_bias_;
};

// Floating-point operations of training on one token: 6 for each weight of the layers, 12 x layers
// x hidden x sequence length for attention (Chowdhery et al., 2022, appendix B), and the head's on
// the masked share of the tokens. Embeddings count nothing.
double training_flops_per_token(const EncoderConfig& config, double sequence_tokens,
                                double mask_share);

}  // namespace linnet::pretrain
