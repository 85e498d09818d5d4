// The shape of an encoder: `config.json` with the keys of Hugging Face's RobertaConfig.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace linnet {

// How the last hidden states of a sequence become the one vector that the classifier reads.
enum class Pooling {
  kFirst,  // that of <s>: Hugging Face's RobertaForSequenceClassification
  kMean,   // the mean over all tokens that are not padding; our own key "pooling": "mean"
};

// RoBERTa numbers positions from here: padding has the position of <pad>, 1.
inline constexpr std::int64_t kFirstPosition = 2;

struct EncoderConfig {
  std::int64_t vocab_size = 0;  // 0 in a file to train from: the shard's vocabulary is taken
  std::int64_t hidden_size = 768;
  std::int64_t num_hidden_layers = 12;
  std::int64_t num_attention_heads = 12;  // divides hidden_size
  std::int64_t intermediate_size = 3072;
  std::int64_t max_position_embeddings = 514;  // longest sequence + kFirstPosition
  std::int64_t type_vocab_size = 1;
  double layer_norm_eps = 1e-5;
  double initializer_range = 0.02;  // standard deviation of the weights that training starts from
  // The same of the word embeddings; our own key, absent: initializer_range. That suits a tied
  // language-model head. A classifier trained from nothing wants some 0.3: a step of AdamW moves
  // each weight by about the rate, whatever its size, and small embeddings become the noise of the
  // last few batches.
  double embedding_initializer_range = 0.02;
  double hidden_dropout_prob = 0.1;
  double attention_probs_dropout_prob = 0.1;
  Pooling pooling = Pooling::kFirst;
  std::vector<std::string> labels;  // in the order of the outputs; id2label in the file

  // The longest sequence, special tokens included.
  std::int64_t max_tokens() const { return max_position_embeddings - kFirstPosition; }

  bool operator==(const EncoderConfig&) const = default;
};

// Reads the text of a config.json; keys that Linnet does not use are ignored. `name` is the file
// named in messages. Throws Error(kInvalidFormat) naming the key that is broken or out of range,
// Error(kUnsupported) for an activation, model type or position type other than RoBERTa's own.
EncoderConfig parse_encoder_config(std::string_view json, const std::string& name);
EncoderConfig read_encoder_config(const std::filesystem::path& path);

// The config.json of a RobertaForSequenceClassification, or of a RobertaForMaskedLM where there are
// no labels; indented.
std::string to_json(const EncoderConfig& config);

}  // namespace linnet
