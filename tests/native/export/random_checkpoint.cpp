#include "tests/native/export/random_checkpoint.h"

#include <cmath>
#include <map>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "native/files/files.h"
#include "native/safetensors/safetensors.h"

namespace linnet::test {

EncoderConfig tiny_config() {
  EncoderConfig config;
  config.vocab_size = 40;
  config.hidden_size = 16;
  config.num_hidden_layers = 2;
  config.num_attention_heads = 4;
  config.intermediate_size = 32;
  config.max_position_embeddings = 24 + config.first_position();
  config.labels = {"alpha", "beta", "gamma", "delta", "epsilon"};
  return config;
}

EncoderConfig tiny_bert_config() {
  EncoderConfig config = tiny_config();
  config.family = EncoderFamily::kBert;
  config.head = ClassifierHead::kLinear;
  config.special_ids = {.begin = 2, .padding = 0, .end = 3, .unknown = 1, .mask = 4};
  config.max_position_embeddings = 24;
  config.type_vocab_size = 2;
  config.layer_norm_eps = 1e-12;
  return config;
}

EncoderConfig tiny_mpnet_config() {
  EncoderConfig config = tiny_config();
  config.family = EncoderFamily::kMpnet;
  config.type_vocab_size = 0;
  config.relative_attention_num_buckets = 32;
  config.special_ids = {.begin = 0, .padding = 1, .end = 2, .unknown = 4, .mask = 3};
  return config;
}

void write_random_checkpoint(const std::filesystem::path& folder, const EncoderConfig& config,
                             std::uint32_t seed) {
  std::mt19937 generator(seed);
  std::map<std::string, std::vector<float>> values;
  std::map<std::string, std::vector<std::int64_t>> shapes;
  const auto draw = [&](const std::string& name, std::vector<std::int64_t> shape, float mean,
                        float deviation) {
    std::normal_distribution<float> normal(mean, deviation);
    std::int64_t count = 1;
    for (const std::int64_t extent : shape) count *= extent;
    auto& tensor = values[name];
    for (std::int64_t i = 0; i < count; ++i) tensor.push_back(normal(generator));
    shapes[name] = std::move(shape);
  };
  const auto linear = [&](const std::string& name, std::int64_t inputs, std::int64_t outputs) {
    draw(name + ".weight", {outputs, inputs}, 0, 1.5F / std::sqrt(static_cast<float>(inputs)));
    draw(name + ".bias", {outputs}, 0, 0.2F);
  };
  const std::int64_t hidden = config.hidden_size;
  const auto norm = [&](const std::string& name) {
    draw(name + ".weight", {hidden}, 1, 0.2F);
    draw(name + ".bias", {hidden}, 0, 0.2F);
  };

  const std::string embeddings = config.prefix() + "embeddings.";
  draw(embeddings + "word_embeddings.weight", {config.vocab_size, hidden}, 0, 1);
  draw(embeddings + "position_embeddings.weight", {config.max_position_embeddings, hidden}, 0,
       0.5F);
  if (config.type_vocab_size > 0) {
    draw(embeddings + "token_type_embeddings.weight", {config.type_vocab_size, hidden}, 0, 0.5F);
  }
  if (config.relative_attention_num_buckets > 0) {
    draw(config.relative_bias_tensor(),
         {config.relative_attention_num_buckets, config.num_attention_heads}, 0, 1);
  }
  norm(embeddings + "LayerNorm");
  for (std::int64_t i = 0; i < config.num_hidden_layers; ++i) {
    const EncoderLayout& layout = config.layout();
    const auto name = [&](std::string_view part) { return config.layer_tensor(i, part); };
    for (const std::string_view part : {layout.query, layout.key, layout.value}) {
      linear(name(part), hidden, hidden);
    }
    linear(name(layout.attention_output), hidden, hidden);
    norm(name(layout.attention_norm));
    linear(name("intermediate.dense"), hidden, config.intermediate_size);
    linear(name("output.dense"), config.intermediate_size, hidden);
    norm(name("output.LayerNorm"));
  }
  const auto labels = static_cast<std::int64_t>(config.labels.size());
  if (config.head == ClassifierHead::kLinear) {
    linear("classifier", hidden, labels);
  } else {
    linear("classifier.dense", hidden, hidden);
    linear("classifier.out_proj", hidden, labels);
  }

  std::map<std::string, TensorView> tensors;
  for (const auto& [name, tensor] : values) {
    tensors[name] = {DType::kF32, shapes[name], as_bytes_view(std::span<const float>(tensor))};
  }
  std::filesystem::create_directories(folder);
  write_safetensors(folder / "model.safetensors", tensors, {});
  write_file_atomic(folder / "config.json", to_json(config));
}

}  // namespace linnet::test
