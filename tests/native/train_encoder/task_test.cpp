#include "native/train_encoder/task.h"
#include "native/encoder/checkpoint.h"

#include <ATen/core/Tensor.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/sigmoid.h>

#include "core/error.h"
#include "native/files/files.h"
#include "tests/native/catch_after_torch.h"
#include "tests/native/train_encoder/small_task.h"
#include "tests/temporary_folder.h"

namespace linnet {
namespace {

TEST_CASE("training without dropout learns 8 examples by heart: loss below 0.02") {
  const TemporaryFolder folder;
  TrainOptions options = small_task(folder.path(), 8);
  options.dropout = 0;
  options.drop_description = 0;
  options.partial = "trust";
  EncoderTask task = open_task(options, {});
  AdamW optimiser = make_optimiser(task);
  const auto batches = plan_epoch(task.train, task.batching, 0);
  double loss = 0;
  for (int i = 0; i < 150; ++i) {
    loss = accumulate_gradients(task, batches).loss;
    optimiser.step(0.01);
    clear_gradients(task.encoder.parameters());
  }
  CHECK(loss < 0.02);
}

TEST_CASE("batches accumulated give the gradient of one batch that holds them all") {
  const TemporaryFolder folder;
  TrainOptions options = small_task(folder.path(), 16);
  options.dropout = 0;
  EncoderTask task = open_task(options, {});
  BatchRefs all;
  std::vector<BatchRefs> parts = plan_epoch(task.train, task.batching, 0);
  REQUIRE(parts.size() > 1);
  for (const BatchRefs& part : parts) all.insert(all.end(), part.begin(), part.end());
  const double loss = accumulate_gradients(task, parts).loss;
  std::vector<at::Tensor> gradients;
  for (const NamedTensor& p : task.encoder.parameters()) {
    gradients.push_back(p.tensor.grad().clone());
  }
  clear_gradients(task.encoder.parameters());
  CHECK(accumulate_gradients(task, {&all, 1}).loss == Approx(loss).epsilon(1e-5));
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    INFO(task.encoder.parameters()[i].name);
    CHECK(at::allclose(gradients[i], task.encoder.parameters()[i].tensor.grad(), 1e-4, 1e-6));
  }
}

TEST_CASE("a frozen encoder gets no gradient, its classifier does") {
  const TemporaryFolder folder;
  EncoderTask task = open_task(small_task(folder.path(), 16), {});
  set_encoder_frozen(task, true);
  accumulate_gradients(task, plan_epoch(task.train, task.batching, 0));
  for (const NamedTensor& p : task.encoder.parameters()) {
    INFO(p.name);
    CHECK(p.tensor.grad().defined() == p.name.starts_with("classifier."));
  }
  set_encoder_frozen(task, false);
  accumulate_gradients(task, plan_epoch(task.train, task.batching, 0));
  CHECK(task.encoder.parameters().front().tensor.grad().defined());
}

TEST_CASE("a fresh classifier starts at the frequency of each label") {
  const TemporaryFolder folder;
  TrainOptions options = small_task(folder.path(), 400);
  options.partial = "trust";
  const EncoderTask task = open_task(options, {});
  const at::Tensor probability = at::sigmoid(task.encoder.parameters().back().tensor.detach());
  CHECK(probability.min().item<double>() > 0.15);
  CHECK(probability.max().item<double>() < 0.35);
}

TEST_CASE("training starts from a checkpoint, with its classifier or a fresh one") {
  const TemporaryFolder folder;
  TrainOptions options = small_task(folder.path(), 16);
  const EncoderTask first = open_task(options, {});
  save_checkpoint(folder / "start", first.encoder.config(), first.encoder.parameters());
  options.init = (folder / "start").string();
  options.config = "";
  options.seed = 77;
  const EncoderTask second = open_task(options, {});
  const auto same = [&](const EncoderTask& task, std::size_t index) {
    return at::equal(task.encoder.parameters()[index].tensor,
                     first.encoder.parameters()[index].tensor);
  };
  const std::size_t dense = first.encoder.parameters().size() - 4;
  CHECK(same(second, 0));
  CHECK(same(second, dense));
  options.fresh_head = true;
  const EncoderTask third = open_task(options, {});
  CHECK(same(third, 0));
  CHECK_FALSE(same(third, dense));
}

TEST_CASE("a model of another vocabulary, or too short for the asked windows, is refused") {
  const TemporaryFolder folder;
  TrainOptions options = small_task(folder.path(), 16);
  write_file_atomic(folder / "other.json", R"({"vocab_size": 41, "hidden_size": 16,
      "num_attention_heads": 2, "max_position_embeddings": 18})");
  options.max_tokens = 17;
  CHECK_THROWS_WITH(open_task(options, {}), Catch::Contains("--max-tokens"));
  options.max_tokens = 0;
  options.config = (folder / "other.json").string();
  CHECK_THROWS_WITH(open_task(options, {}), Catch::Contains("41") && Catch::Contains("40"));
}

TEST_CASE("shards that do not belong together are refused") {
  const TemporaryFolder folder;
  const TrainOptions options = small_task(folder.path(), 16);
  Shard valid = small_shard(8, 2);
  valid.label_names[0] = "wasps";
  write_shard(folder.path() / "shards" / "valid.shard.safetensors", valid);
  CHECK_THROWS_WITH(open_task(options, {}), Catch::Contains("different labels"));
  valid = small_shard(8, 2);
  valid.tokenizer_sha256 = "another";
  write_shard(folder.path() / "shards" / "valid.shard.safetensors", valid);
  CHECK_THROWS_WITH(open_task(options, {}), Catch::Contains("different tokenizers"));
}

TEST_CASE("the tokenizer is kept, and has to be the shards' own where that can be checked") {
  const TemporaryFolder folder;
  TrainOptions options = small_task(folder.path(), 16);
  write_file_atomic(folder / "tokenizer.model", "abc");
  options.tokenizer = (folder / "tokenizer.model").string();
#ifdef LINNET_HAS_HASH
  CHECK_THROWS_WITH(open_task(options, {}), Catch::Contains("SHA-256"));
  for (const char* split : {"train", "valid"}) {
    Shard shard = small_shard(16, 1);
    shard.tokenizer_sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    write_shard(folder.path() / "shards" / (std::string(split) + ".shard.safetensors"), shard);
  }
  CHECK(open_task(options, {}).tokenizer == "abc");
#else
  const EncoderTask task = open_task(options, {});
  CHECK(task.tokenizer == "abc");
  REQUIRE(task.notes.size() == 1);
  CHECK_THAT(task.notes[0], Catch::Contains("not checked"));
#endif
}

}  // namespace
}  // namespace linnet
