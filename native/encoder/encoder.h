// An encoder of RoBERTa's, BERT's or MPNet's kind with a multi-label classifier on top, as tensors
// with Hugging Face's names.
//
// The computation is that of Hugging Face's RobertaModel, BertModel and MPNetModel (post-LayerNorm,
// learned positions, exact GELU), with the layout, the pooling and the head that the config tells.
// Any file that includes this one takes seconds to compile: it brings in libtorch.
#pragma once

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

#include "native/encoder/config.h"

namespace linnet {

struct NamedTensor {
  std::string name;  // "roberta.encoder.layer.0.attention.self.query.weight"
  at::Tensor tensor;
};

// Where a batch of sequences has padding.
enum class Padding {
  kAtEnd,  // padding after the end of a sequence, possibly
  kNone,   // all sequences are full: no mask is needed, and attention takes its fastest way
};

class Encoder {
 public:
  // Weights drawn from normal(0, initializer_range) and, word embeddings, from normal(0,
  // embedding_initializer_range); biases 0, layer norms 1, the embedding of
  // padding 0, all from the default generator of the CPU. Without labels in the config there is no
  // classifier. Throws Error(kInvalidArgument) where vocab_size is not set.
  explicit Encoder(EncoderConfig config);

  const EncoderConfig& config() const { return config_; }
  // All parameters, from the embeddings up to the classifier; each asks for its gradient.
  const std::vector<NamedTensor>& parameters() const { return parameters_; }
  std::int64_t parameter_count() const;
  at::Device device() const;

  void to(at::Device device);
  bool training() const { return training_; }
  void set_training(bool training) { training_ = training; }  // dropout on or off

  // Starts the word embeddings from vectors learned elsewhere, f32 [vocab_size, at least
  // hidden_size]: their leading hidden_size columns, centred over the pieces and scaled to the
  // standard deviation that random ones would have, embedding_initializer_range. A row of zeros (a
  // piece without a vector) keeps its random embedding. Throws Error(kInvalidArgument) where the
  // shape does not suit or no row has a vector.
  void set_word_embeddings(const at::Tensor& vectors);

  // ids: int64 [batch, tokens], config().tokens().padding where a sequence has ended; padding only
  // at the end, each sequence at least one token. Returns [batch, tokens, hidden_size].
  at::Tensor hidden_states(const at::Tensor& ids, Padding padding = Padding::kAtEnd) const;
  // [batch, labels], of the type that autocast chose. Throws Error(kInvalidArgument) without
  // labels.
  at::Tensor logits(const at::Tensor& ids) const;

 private:
  struct Linear {
    at::Tensor weight, bias;  // [out, in], [out]
    at::Tensor operator()(const at::Tensor& input) const;
  };
  struct LayerNorm {
    at::Tensor weight, bias;
    double eps = 0;
    at::Tensor operator()(const at::Tensor& input) const;
  };
  struct Layer {
    Linear query, key, value, attention_output;
    LayerNorm attention_norm;
    Linear intermediate, output;
    LayerNorm output_norm;
  };

  at::Tensor add(const std::string& name, at::Tensor tensor);
  at::Tensor add_normal(const std::string& name, at::IntArrayRef shape, double range);
  Linear linear(const std::string& name, std::int64_t in, std::int64_t out);
  LayerNorm layer_norm(const std::string& name);
  at::Tensor positions(std::int64_t tokens, const at::Tensor& mask) const;
  at::Tensor embed(const at::Tensor& ids, const at::Tensor& mask) const;
  at::Tensor relative_bias(std::int64_t tokens) const;
  at::Tensor attend(const Layer& layer, const at::Tensor& input, const at::Tensor& mask,
                    const at::Tensor& bias) const;
  at::Tensor drop(const at::Tensor& input) const;

  EncoderConfig config_;
  bool training_ = false;
  std::vector<NamedTensor> parameters_;
  at::Tensor word_embeddings_, position_embeddings_;
  // Undefined where the family has none.
  at::Tensor token_type_embeddings_, relative_attention_bias_;
  LayerNorm embedding_norm_;
  std::vector<Layer> layers_;
  Linear classifier_dense_, classifier_output_;  // the first one of ClassifierHead::kDense alone
};

}  // namespace linnet
