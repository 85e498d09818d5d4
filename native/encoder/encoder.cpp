#include "native/encoder/encoder.h"

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cumsum.h>
#include <ATen/ops/embedding.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/nonzero.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <sstream>
#include <utility>

#include "core/error.h"
#include "native/encoder/attention.h"
#include "native/encoder/dropout.h"
#include "native/encoder/relative_position.h"

namespace linnet {

Encoder::Encoder(EncoderConfig config) : config_(std::move(config)) {
  if (config_.vocab_size <= 0) {
    throw Error(ErrorCode::kInvalidArgument, "encoder: vocab_size is not set");
  }
  const std::int64_t hidden = config_.hidden_size;
  const std::int64_t padding = config_.tokens().padding;
  const std::string embeddings = config_.prefix() + "embeddings.";
  const double range = config_.initializer_range;
  word_embeddings_ = add_normal(embeddings + "word_embeddings.weight", {config_.vocab_size, hidden},
                                config_.embedding_initializer_range);
  position_embeddings_ = add_normal(embeddings + "position_embeddings.weight",
                                    {config_.max_position_embeddings, hidden}, range);
  if (config_.type_vocab_size > 0) {
    token_type_embeddings_ = add_normal(embeddings + "token_type_embeddings.weight",
                                        {config_.type_vocab_size, hidden}, range);
  }
  {
    const at::NoGradGuard no_grad;
    word_embeddings_[padding].zero_();
    if (config_.first_position() > 0) position_embeddings_[config_.first_position() - 1].zero_();
  }
  embedding_norm_ = layer_norm(embeddings + "LayerNorm");
  if (config_.relative_attention_num_buckets > 0) {
    relative_attention_bias_ =
        add_normal(config_.relative_bias_tensor(),
                   {config_.relative_attention_num_buckets, config_.num_attention_heads}, range);
  }
  const EncoderLayout& layout = config_.layout();
  for (std::int64_t i = 0; i < config_.num_hidden_layers; ++i) {
    const auto name = [&](std::string_view part) { return config_.layer_tensor(i, part); };
    Layer& layer = layers_.emplace_back();
    layer.query = linear(name(layout.query), hidden, hidden);
    layer.key = linear(name(layout.key), hidden, hidden);
    layer.value = linear(name(layout.value), hidden, hidden);
    layer.attention_output = linear(name(layout.attention_output), hidden, hidden);
    layer.attention_norm = layer_norm(name(layout.attention_norm));
    layer.intermediate = linear(name("intermediate.dense"), hidden, config_.intermediate_size);
    layer.output = linear(name("output.dense"), config_.intermediate_size, hidden);
    layer.output_norm = layer_norm(name("output.LayerNorm"));
  }
  if (!config_.labels.empty()) {
    const bool dense = config_.head == ClassifierHead::kDense;
    if (dense) classifier_dense_ = linear("classifier.dense", hidden, hidden);
    classifier_output_ = linear(dense ? "classifier.out_proj" : "classifier", hidden,
                                static_cast<std::int64_t>(config_.labels.size()));
  }
}

at::Tensor Encoder::add(const std::string& name, at::Tensor tensor) {
  tensor.requires_grad_(true);
  parameters_.push_back({name, tensor});
  return tensor;
}

at::Tensor Encoder::add_normal(const std::string& name, at::IntArrayRef shape, double range) {
  return add(name, at::empty(shape, at::kFloat).normal_(0, range));
}

Encoder::Linear Encoder::linear(const std::string& name, std::int64_t in, std::int64_t out) {
  at::Tensor weight = add_normal(name + ".weight", {out, in}, config_.initializer_range);
  return {std::move(weight), add(name + ".bias", at::zeros({out}))};
}

Encoder::LayerNorm Encoder::layer_norm(const std::string& name) {
  at::Tensor weight = add(name + ".weight", at::ones({config_.hidden_size}));
  return {std::move(weight), add(name + ".bias", at::zeros({config_.hidden_size})),
          config_.layer_norm_eps};
}

std::int64_t Encoder::parameter_count() const {
  std::int64_t count = 0;
  for (const NamedTensor& parameter : parameters_) count += parameter.tensor.numel();
  return count;
}

at::Device Encoder::device() const { return word_embeddings_.device(); }

void Encoder::to(at::Device device) {
  for (NamedTensor& parameter : parameters_) {
    // Every copy of the tensor, also those in layers_, sees the new storage.
    parameter.tensor.set_data(parameter.tensor.detach().to(device));
  }
}

void Encoder::set_word_embeddings(const at::Tensor& vectors) {
  const at::NoGradGuard no_grad;
  const std::int64_t pieces = config_.vocab_size, width = config_.hidden_size;
  if (vectors.dim() != 2 || vectors.size(0) != pieces || vectors.size(1) < width) {
    std::ostringstream message;
    message << "word embeddings of shape " << vectors.sizes() << ": the model wants [" << pieces
            << ", " << width << " or more]";
    throw Error(ErrorCode::kInvalidArgument, message.str());
  }
  const at::Tensor leading = vectors.narrow(1, 0, width);
  const at::Tensor known = at::nonzero(leading.abs().sum(1)).flatten();
  if (known.numel() == 0) throw Error(ErrorCode::kInvalidArgument, "word embeddings: all are 0");
  const at::Tensor rows = leading.index_select(0, known);
  const at::Tensor centred = rows - rows.mean(0, /*keepdim=*/true);
  const at::Tensor scaled =
      centred * (config_.embedding_initializer_range / centred.std().clamp_min(1e-12));
  word_embeddings_.index_copy_(0, known.to(device()), scaled.to(device()));
}

at::Tensor Encoder::Linear::operator()(const at::Tensor& input) const {
  return at::linear(input, weight, bias);
}

at::Tensor Encoder::LayerNorm::operator()(const at::Tensor& input) const {
  return at::layer_norm(input, {weight.size(0)}, weight, bias, eps);
}

at::Tensor Encoder::drop(const at::Tensor& input) const {
  if (!training_) return input;
  return dropout(input, config_.hidden_dropout_prob);
}

// The embeddings of the positions of `tokens` tokens; without a mask the same for all sequences.
at::Tensor Encoder::positions(std::int64_t tokens, const at::Tensor& mask) const {
  const std::int64_t first = config_.first_position();
  if (!mask.defined()) return position_embeddings_.narrow(0, first, tokens);
  const at::Tensor count = mask.to(at::kLong);
  const at::Tensor positions = (at::cumsum(count, 1) * count + (first - 1)).clamp_min(0);
  // What stands before the first position is the padding's, and learns nothing.
  return at::embedding(position_embeddings_, positions, first - 1);
}

at::Tensor Encoder::embed(const at::Tensor& ids, const at::Tensor& mask) const {
  at::Tensor sum =
      at::embedding(word_embeddings_, ids, config_.tokens().padding) + positions(ids.size(1), mask);
  if (token_type_embeddings_.defined()) sum = sum + token_type_embeddings_[0];
  return drop(embedding_norm_(sum));
}

// [1, heads, tokens, tokens], the same in every layer; undefined where the family has none.
at::Tensor Encoder::relative_bias(std::int64_t tokens) const {
  if (!relative_attention_bias_.defined()) return {};
  // Row r holds the buckets of the distances -r to tokens - 1 - r.
  const at::Tensor buckets =
      at::tensor(relative_position_buckets(tokens, config_.relative_attention_num_buckets))
          .unfold(0, tokens, 1)
          .flip(0);
  return at::embedding(relative_attention_bias_, buckets.to(device()))
      .permute({2, 0, 1})
      .unsqueeze(0);
}

at::Tensor Encoder::attend(const Layer& layer, const at::Tensor& input, const at::Tensor& mask,
                           const at::Tensor& bias) const {
  const std::int64_t heads = config_.num_attention_heads;
  const auto split = [&](const at::Tensor& projected) {
    return projected.view({input.size(0), input.size(1), heads, config_.hidden_size / heads})
        .transpose(1, 2);
  };
  const at::Tensor mixed =
      attention(split(layer.query(input)), split(layer.key(input)), split(layer.value(input)), mask,
                bias, training_ ? config_.attention_probs_dropout_prob : 0);
  return layer.attention_output(mixed.transpose(1, 2).reshape(input.sizes()));
}

at::Tensor Encoder::hidden_states(const at::Tensor& ids, Padding padding) const {
  at::Tensor mask;
  if (padding == Padding::kAtEnd) mask = ids.ne(config_.tokens().padding);
  at::Tensor hidden = embed(ids, mask);
  const at::Tensor bias = relative_bias(ids.size(1));
  for (const Layer& layer : layers_) {
    hidden = layer.attention_norm(hidden + drop(attend(layer, hidden, mask, bias)));
    const at::Tensor inner = at::gelu(layer.intermediate(hidden));
    hidden = layer.output_norm(hidden + drop(layer.output(inner)));
  }
  return hidden;
}

at::Tensor Encoder::logits(const at::Tensor& ids) const {
  if (config_.labels.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "encoder: it has no classifier, only an encoder");
  }
  const at::Tensor hidden = hidden_states(ids);
  at::Tensor pooled;
  if (config_.pooling == Pooling::kMean) {
    const at::Tensor weight =
        ids.ne(config_.tokens().padding).to(hidden.scalar_type()).unsqueeze(-1);
    pooled = (hidden * weight).sum(1) / weight.sum(1);
  } else {
    pooled = hidden.select(1, 0);
  }
  if (config_.head == ClassifierHead::kLinear) return classifier_output_(drop(pooled));
  return classifier_output_(drop(at::tanh(classifier_dense_(drop(pooled)))));
}

}  // namespace linnet
