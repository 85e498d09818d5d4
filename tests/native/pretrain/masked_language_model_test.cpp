#include "native/pretrain/masked_language_model.h"
#include "native/pretrain/masked_batch.h"

#include <ATen/Context.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/layer_norm.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/randint.h>
#include <ATen/ops/randn_like.h>
#include <ATen/ops/tensor.h>
#include <map>

#include "tests/native/catch_after_torch.h"
#include "tests/native/pretrain/small_text.h"
#include "tests/temporary_folder.h"

namespace linnet::pretrain {
namespace {

EncoderConfig tiny_config() {
  EncoderConfig config;
  config.vocab_size = 30;
  config.hidden_size = 12;
  config.num_hidden_layers = 2;
  config.num_attention_heads = 3;
  config.intermediate_size = 20;
  config.max_position_embeddings = 18;
  config.initializer_range = 0.3;
  config.labels = {"a", "b"};
  return config;
}

std::map<std::string, at::Tensor> by_name(const MaskedLanguageModel& model) {
  std::map<std::string, at::Tensor> tensors;
  for (const NamedTensor& entry : model.parameters()) tensors[entry.name] = entry.tensor;
  return tensors;
}

TEST_CASE("parameters carry the names and shapes of RobertaForMaskedLM, tied ones once") {
  const MaskedLanguageModel model(tiny_config());
  const auto tensors = by_name(model);
  using Shape = std::vector<std::int64_t>;
  CHECK(tensors.size() == model.parameters().size());
  CHECK(tensors.size() == 5 + 2 * 16 + 5);
  CHECK(tensors.at("lm_head.dense.weight").sizes().vec() == Shape{12, 12});
  CHECK(tensors.at("lm_head.dense.bias").sizes().vec() == Shape{12});
  CHECK(tensors.at("lm_head.layer_norm.weight").sizes().vec() == Shape{12});
  CHECK(tensors.at("lm_head.layer_norm.bias").sizes().vec() == Shape{12});
  CHECK(tensors.at("lm_head.bias").sizes().vec() == Shape{30});
}

TEST_CASE("logits at chosen positions are those of RoBERTa's head over the padded encoder") {
  at::manual_seed(3);
  const MaskedLanguageModel model(tiny_config());
  const auto tensors = by_name(model);
  const at::NoGradGuard no_grad;
  for (const NamedTensor& entry : model.parameters()) {
    at::Tensor tensor = entry.tensor;
    tensor.add_(at::randn_like(tensor), 0.1);  // biases and norms have to differ to be noticed
  }
  const at::Tensor ids = at::randint(5, 30, {3, 16}, at::kLong);
  const at::Tensor positions = at::tensor({2, 17, 18, 47}, at::kLong);
  const at::Tensor hidden = model.encoder().hidden_states(ids).flatten(0, 1);
  const at::Tensor dense = at::gelu(
      at::linear(hidden, tensors.at("lm_head.dense.weight"), tensors.at("lm_head.dense.bias")));
  const at::Tensor normed = at::layer_norm(dense, {12}, tensors.at("lm_head.layer_norm.weight"),
                                           tensors.at("lm_head.layer_norm.bias"),
                                           model.encoder().config().layer_norm_eps);
  const at::Tensor all =
      at::matmul(normed, tensors.at("roberta.embeddings.word_embeddings.weight").t()) +
      tensors.at("lm_head.bias");
  const at::Tensor logits = model.logits(ids, positions);
  CHECK(logits.sizes().vec() == std::vector<std::int64_t>{4, 30});
  CHECK(at::allclose(logits, all.index_select(0, positions), 1e-4, 1e-5));
}

TEST_CASE("the loss is that of the masked positions alone, and reaches the tied embedding twice") {
  const TemporaryFolder folder;
  PretrainTask task = open_task(small_run(folder.path()), at::kCPU, {});
  const KeyedSequence sequences[] = {{{0, 10}, masking_key(1, 1)}, {{0, 11}, masking_key(1, 2)}};
  const MaskedBatch batch = make_batch(task, sequences);
  const std::int64_t masks = batch.targets.numel();
  REQUIRE(masks > 0);
  REQUIRE(masks < 16);
  CHECK(batch.ids.sizes().vec() == std::vector<std::int64_t>{2, 16});
  const at::Tensor every = at::arange(32, at::kLong);
  const at::Tensor logits = at::log_softmax(task.model.logits(batch.ids, every), -1).detach();
  double expected = 0;
  for (std::int64_t i = 0; i < masks; ++i) {
    expected -=
        logits[batch.positions[i].item<std::int64_t>()][batch.targets[i].item<std::int64_t>()]
            .item<double>();
  }
  const at::Tensor loss = masked_loss(task, batch);
  CHECK(loss.item<double>() == Approx(expected).epsilon(1e-4));

  loss.backward();
  for (const NamedTensor& parameter : task.model.parameters()) {
    INFO(parameter.name);
    REQUIRE(parameter.tensor.grad().defined());
  }
  // A piece that is not read gets its gradient from the output alone, one that is from both.
  const at::Tensor gradient = task.model.parameters().front().tensor.grad();
  REQUIRE(batch.ids.ne(5).all().item<bool>());
  CHECK(gradient[5].norm().item<double>() > 0);
  const at::Tensor output_alone = gradient[5].norm();
  const std::int64_t read = batch.ids[0][1].item<std::int64_t>();
  CHECK(gradient[read].norm().item<double>() > output_alone.item<double>());
}

TEST_CASE("operations of a token: those of the layers, of attention and of the masked head") {
  EncoderConfig config;
  config.vocab_size = 50000;
  config.num_hidden_layers = 6;
  const double weights = 6 * 12 * 768.0 * 768;
  CHECK(training_flops_per_token(config, 512, 0) ==
        Approx(6 * weights + 12.0 * 6 * 768 * 512).epsilon(1e-9));
  CHECK(training_flops_per_token(config, 512, 0.15) - training_flops_per_token(config, 512, 0) ==
        Approx(6 * 0.15 * (768.0 * 768 + 768.0 * 50000)).epsilon(1e-9));
}

}  // namespace
}  // namespace linnet::pretrain
