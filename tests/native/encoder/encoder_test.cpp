#include "native/encoder/encoder.h"
#include "native/encoder/device.h"
#include "native/encoder/dropout.h"

#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/randn_like.h>
#include <ATen/ops/tensor.h>
#include <cmath>
#include <map>

#include "core/error.h"
#include "core/tokenizer.h"
#include "tests/native/catch_after_torch.h"
#include "tests/native/encoder/reference_encoder.h"

namespace linnet {
namespace {

// BERT's names, positions and head, with the special tokens of the sequences below.
EncoderConfig as_bert(EncoderConfig config) {
  config.family = EncoderFamily::kBert;
  config.head = ClassifierHead::kLinear;
  config.type_vocab_size = 2;
  config.special_ids = kRobertaIds;
  return config;
}

// MPNet's names and relative positions, with the special tokens of the sequences below.
EncoderConfig as_mpnet(EncoderConfig config) {
  config.family = EncoderFamily::kMpnet;
  config.type_vocab_size = 0;
  config.relative_attention_num_buckets = 32;
  config.special_ids = kRobertaIds;
  return config;
}

EncoderConfig tiny_config(Pooling pooling) {
  EncoderConfig config;
  config.vocab_size = 40;
  config.hidden_size = 12;
  config.num_hidden_layers = 2;
  config.num_attention_heads = 3;
  config.intermediate_size = 20;
  config.max_position_embeddings = 18;
  config.initializer_range = 0.4;  // large, so that every part has a say in the answer
  config.pooling = pooling;
  config.labels = {"a", "b", "c", "d"};
  return config;
}

std::vector<float> values(const at::Tensor& tensor) {
  const at::Tensor flat = tensor.detach().to(at::kFloat).contiguous();
  return {flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel()};
}

// Biases and norms are zeros and ones at the start; here they have to differ to be noticed.
void randomise(const Encoder& encoder) {
  const at::NoGradGuard no_grad;
  for (const NamedTensor& parameter : encoder.parameters()) {
    at::Tensor tensor = parameter.tensor;
    tensor.add_(at::randn_like(tensor), 0.2);
  }
}

at::Tensor ids_of(const std::vector<std::vector<std::int64_t>>& sequences, std::size_t width) {
  std::vector<std::int64_t> flat;
  for (std::vector<std::int64_t> sequence : sequences) {
    sequence.resize(width, kRobertaIds.padding);
    flat.insert(flat.end(), sequence.begin(), sequence.end());
  }
  return at::tensor(flat, at::kLong)
      .view({static_cast<std::int64_t>(sequences.size()), static_cast<std::int64_t>(width)});
}

TEST_CASE("weights are drawn as wide as the config says, word embeddings by their own key") {
  at::manual_seed(5);
  EncoderConfig config = tiny_config(Pooling::kMean);
  config.vocab_size = 2000;
  config.initializer_range = 0.02;
  config.embedding_initializer_range = 0.3;
  const Encoder encoder(config);
  for (const NamedTensor& parameter : encoder.parameters()) {
    if (parameter.tensor.dim() < 2 || parameter.tensor.numel() < 100) continue;
    const bool words = parameter.name == "roberta.embeddings.word_embeddings.weight";
    INFO(parameter.name);
    CHECK(parameter.tensor.detach().std().item<double>() ==
          Approx(words ? 0.3 : 0.02).epsilon(0.2));
  }
}

TEST_CASE("logits equal those of plain loops over doubles within 1e-5, padded or not") {
  for (const EncoderConfig& config :
       {tiny_config(Pooling::kFirst), tiny_config(Pooling::kMean),
        as_bert(tiny_config(Pooling::kFirst)), as_bert(tiny_config(Pooling::kMean)),
        as_mpnet(tiny_config(Pooling::kFirst)), as_mpnet(tiny_config(Pooling::kMean))}) {
    at::manual_seed(7);
    const Encoder encoder(config);
    randomise(encoder);
    std::map<std::string, at::Tensor> by_name;
    for (const NamedTensor& entry : encoder.parameters()) by_name[entry.name] = entry.tensor;
    const Weights weights = [&](const std::string& name) { return values(by_name.at(name)); };
    const std::vector<std::vector<std::int64_t>> sequences = {
        {0, 17, 39, 2, 5, 5, 8, 2}, {0, 2, 2}, {0, 9, 2, 33, 2}};
    const at::NoGradGuard no_grad;
    const std::vector<float> logits = values(encoder.logits(ids_of(sequences, 10)));
    for (std::size_t row = 0; row < sequences.size(); ++row) {
      const std::vector<double> expected = reference_logits(config, weights, sequences[row]);
      for (std::size_t label = 0; label < expected.size(); ++label) {
        INFO("row " << row << ", label " << label);
        CHECK(static_cast<double>(logits[row * 4 + label]) ==
              Approx(expected[label]).margin(1e-5).epsilon(0));
      }
    }
  }
}

TEST_CASE("a BERT has its own names, no dense layer in its head, and all its positions") {
  const EncoderConfig config = as_bert(tiny_config(Pooling::kMean));
  const Encoder encoder(config);
  CHECK(config.max_tokens() == 18);
  CHECK(encoder.parameters().front().name == "bert.embeddings.word_embeddings.weight");
  CHECK(encoder.parameters().back().name == "classifier.bias");
}

TEST_CASE("full sequences have the same hidden states with and without a mask") {
  for (const EncoderConfig& config :
       {tiny_config(Pooling::kMean), as_mpnet(tiny_config(Pooling::kMean))}) {
    at::manual_seed(7);
    const Encoder encoder(config);
    randomise(encoder);
    const at::NoGradGuard no_grad;
    const at::Tensor ids = ids_of({{0, 17, 39, 2, 5}, {33, 2, 0, 8, 12}}, 5);
    CHECK(at::allclose(encoder.hidden_states(ids, Padding::kNone), encoder.hidden_states(ids), 1e-5,
                       1e-6));
  }
}

TEST_CASE("an MPNet has its own names, scores of distances, and no segments") {
  const Encoder encoder(as_mpnet(tiny_config(Pooling::kMean)));
  std::map<std::string, std::vector<std::int64_t>> shapes;
  for (const NamedTensor& entry : encoder.parameters()) {
    shapes[entry.name] = entry.tensor.sizes().vec();
  }
  using Shape = std::vector<std::int64_t>;
  CHECK(shapes.size() == 4 + 1 + 2 * 16 + 4);
  CHECK(shapes.at("mpnet.encoder.relative_attention_bias.weight") == Shape{32, 3});
  CHECK(shapes.at("mpnet.encoder.layer.1.attention.attn.q.weight") == Shape{12, 12});
  CHECK(shapes.at("mpnet.encoder.layer.0.attention.attn.o.bias") == Shape{12});
  CHECK(shapes.at("mpnet.encoder.layer.0.attention.LayerNorm.weight") == Shape{12});
}

TEST_CASE("parameters carry the names and shapes of RobertaForSequenceClassification") {
  const Encoder encoder(tiny_config(Pooling::kFirst));
  std::map<std::string, std::vector<std::int64_t>> shapes;
  for (const NamedTensor& entry : encoder.parameters()) {
    shapes[entry.name] = entry.tensor.sizes().vec();
  }
  using Shape = std::vector<std::int64_t>;
  CHECK(shapes.size() == 5 + 2 * 16 + 4);
  CHECK(shapes.at("roberta.embeddings.word_embeddings.weight") == Shape{40, 12});
  CHECK(shapes.at("roberta.embeddings.position_embeddings.weight") == Shape{18, 12});
  CHECK(shapes.at("roberta.embeddings.token_type_embeddings.weight") == Shape{1, 12});
  CHECK(shapes.at("roberta.embeddings.LayerNorm.bias") == Shape{12});
  CHECK(shapes.at("roberta.encoder.layer.1.attention.self.value.weight") == Shape{12, 12});
  CHECK(shapes.at("roberta.encoder.layer.1.attention.output.LayerNorm.weight") == Shape{12});
  CHECK(shapes.at("roberta.encoder.layer.0.intermediate.dense.weight") == Shape{20, 12});
  CHECK(shapes.at("roberta.encoder.layer.0.output.dense.weight") == Shape{12, 20});
  CHECK(shapes.at("classifier.dense.weight") == Shape{12, 12});
  CHECK(shapes.at("classifier.out_proj.weight") == Shape{4, 12});
}

TEST_CASE("an encoder without labels has hidden states but no logits") {
  EncoderConfig config = tiny_config(Pooling::kFirst);
  config.labels.clear();
  const Encoder encoder(config);
  const at::Tensor ids = ids_of({{0, 5, 2}}, 3);
  CHECK(encoder.hidden_states(ids).sizes().vec() == std::vector<std::int64_t>{1, 3, 12});
  CHECK_THROWS_AS(encoder.logits(ids), Error);
  config.vocab_size = 0;
  CHECK_THROWS_AS(Encoder(config), Error);
}

TEST_CASE("autocast to bfloat16 stays near f32 and ends with its scope") {
  at::manual_seed(3);
  const Encoder encoder(tiny_config(Pooling::kMean));
  const at::NoGradGuard no_grad;
  const at::Tensor ids = ids_of({{0, 6, 7, 2, 2}}, 5);
  const at::Tensor exact = encoder.logits(ids);
  at::Tensor cast;
  {
    const AutocastScope autocast(at::kCPU, Precision::kBF16);
    cast = encoder.logits(ids);
  }
  CHECK(cast.scalar_type() == at::kBFloat16);
  CHECK((cast.to(at::kFloat) - exact).abs().max().item<double>() < 0.1);
  CHECK(encoder.logits(ids).scalar_type() == at::kFloat);
}

TEST_CASE("dropout applies in training only, and the generator's state decides it") {
  at::manual_seed(5);
  EncoderConfig config = tiny_config(Pooling::kMean);
  config.hidden_dropout_prob = 0.5;
  Encoder encoder(config);
  const at::NoGradGuard no_grad;
  const at::Tensor ids = ids_of({{0, 6, 7, 2, 2}}, 5);
  CHECK(at::equal(encoder.logits(ids), encoder.logits(ids)));
  encoder.set_training(true);
  at::manual_seed(11);
  const at::Tensor first = encoder.logits(ids);
  const at::Tensor second = encoder.logits(ids);
  at::manual_seed(11);
  CHECK(at::equal(encoder.logits(ids), first));
  CHECK(at::equal(encoder.logits(ids), second));
  CHECK_FALSE(at::equal(first, second));
}

TEST_CASE("dropout zeroes the asked share, scales the rest, and passes gradients where it kept") {
  at::manual_seed(2);
  for (const at::ScalarType type : {at::kFloat, at::kBFloat16}) {
    const at::Tensor input = at::ones({101, 333}, type).requires_grad_(true);
    const at::Tensor output = dropout(input, 0.25);
    const at::Tensor kept = output.detach().ne(0).to(at::kFloat);
    CHECK(kept.mean().item<double>() == Approx(0.75).margin(0.01));
    // Neither neighbours nor rows go together.
    CHECK((kept.slice(1, 1) * kept.slice(1, 0, -1)).mean().item<double>() ==
          Approx(0.75 * 0.75).margin(0.01));
    CHECK(output.detach().max().item<double>() == Approx(1 / 0.75).epsilon(0.005));
    output.sum().backward();
    CHECK(at::equal(input.grad(), output.detach()));
  }
  const at::Tensor input = at::randn({4});
  CHECK(at::equal(dropout(input, 0), input));
}

TEST_CASE("a device that is not there is refused by name") {
  CHECK(choose_device("cpu").is_cpu());
  CHECK_THROWS_AS(choose_device("tpu"), Error);
}

}  // namespace
}  // namespace linnet
