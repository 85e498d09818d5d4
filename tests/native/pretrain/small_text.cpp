#include "tests/native/pretrain/small_text.h"

#include <random>

#include "native/files/files.h"

namespace linnet::pretrain {

Shard small_shard(std::size_t rows, unsigned seed) {
  std::mt19937 random(seed);
  Shard shard;
  shard.split = "text";
  shard.vocabulary = 30;
  shard.tokenizer_sha256 = "none";
  const auto text = [&](std::size_t words) {
    auto word = static_cast<std::uint16_t>(random() % 10);
    for (std::size_t i = 0; i < words; ++i, word = static_cast<std::uint16_t>((word + 1) % 10)) {
      for (const int piece : {10, 20}) {
        shard.ids.push_back(static_cast<std::uint16_t>(piece + word));
        shard.words.push_back(piece == 10 ? 1 : 0);
      }
    }
    shard.offsets.push_back(static_cast<std::int64_t>(shard.ids.size()));
  };
  for (std::size_t row = 0; row < rows; ++row) {
    text(row % 3 == 0 ? 0 : 1 + random() % 3);
    text(row % 4 == 0 ? 0 : 1 + random() % 12);
    shard.partial.push_back(0);
  }
  return shard;
}

PretrainOptions small_run(const std::filesystem::path& folder, std::size_t rows) {
  write_shard(folder / "text.shard.safetensors", small_shard(rows, 1));
  write_file_atomic(folder / "config.json", R"({
    "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32,
    "max_position_embeddings": 18, "hidden_dropout_prob": 0,
    "attention_probs_dropout_prob": 0, "initializer_range": 0.1, "pooling": "mean"})");
  PretrainOptions options;
  options.shards = {(folder / "text.shard.safetensors").string()};
  options.config = (folder / "config.json").string();
  options.output = (folder / "run").string();
  options.sequence_tokens = 16;
  options.batch_tokens = 64;
  options.steps = 40;
  options.rate = 0.01;
  options.held_out = 8;
  options.evaluate = 0;
  options.threads = 1;
  options.precision = "f32";
  options.device = "cpu";
  options.save_minutes = 0;
  options.log_every = 1;
  return options;
}

}  // namespace linnet::pretrain
