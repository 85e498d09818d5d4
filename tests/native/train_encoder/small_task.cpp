#include "tests/native/train_encoder/small_task.h"

#include <random>

#include "native/files/files.h"

namespace linnet {

Shard small_shard(std::size_t rows, unsigned seed, std::size_t partial_every) {
  std::mt19937 random(seed);
  const auto below = [&](unsigned limit) { return static_cast<std::uint16_t>(random() % limit); };
  Shard shard;
  shard.split = "train";
  shard.vocabulary = 40;
  shard.tokenizer_sha256 = "none";
  shard.label_names = {"bees", "bread", "rain", "trains"};
  const auto end_text = [&] {
    shard.words.resize(shard.ids.size(), 1);
    shard.offsets.push_back(static_cast<std::int64_t>(shard.ids.size()));
  };
  for (std::size_t row = 0; row < rows; ++row) {
    const std::uint16_t label = below(4);
    shard.ids.push_back(10 + label);
    for (unsigned i = 0, count = 1 + below(4); i < count; ++i) shard.ids.push_back(20 + below(20));
    end_text();
    for (unsigned i = 0, count = row % 2 * below(13); i < count; ++i) {
      shard.ids.push_back(20 + below(20));
    }
    end_text();
    for (std::uint16_t i = 0; i < 4; ++i) {
      shard.relevance.push_back(i == label ? Relevance::kClear : Relevance::kNone);
    }
    shard.partial.push_back(partial_every > 0 && row % partial_every == 0 ? 1 : 0);
  }
  return shard;
}

TrainOptions small_task(const std::filesystem::path& folder, std::size_t rows) {
  write_shard(folder / "shards" / "train.shard.safetensors", small_shard(rows, 1, 5));
  write_shard(folder / "shards" / "valid.shard.safetensors", small_shard(24, 2));
  write_file_atomic(folder / "config.json", R"({
    "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32,
    "max_position_embeddings": 18, "hidden_dropout_prob": 0.1,
    "attention_probs_dropout_prob": 0.1, "pooling": "mean"})");
  TrainOptions options;
  options.shards = (folder / "shards").string();
  options.config = (folder / "config.json").string();
  options.output = (folder / "run").string();
  options.epochs = 3;
  options.batch_rows = 8;
  options.batch_tokens = 128;
  options.rate = 0.01;
  options.threads = 1;
  options.precision = "f32";
  options.device = "cpu";
  options.log_every = 1;
  options.save_minutes = 0;
  options.patience = 0;
  return options;
}

}  // namespace linnet
