// The shape of an encoder: `config.json` with the keys of Hugging Face's RobertaConfig or
// BertConfig.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/tokenizer_spec.h"

namespace linnet {

// How the last hidden states of a sequence become the one vector that the classifier reads.
enum class Pooling {
  kFirst,  // that of <s>: Hugging Face's RobertaForSequenceClassification
  kMean,   // the mean over all tokens that are not padding; our own key "pooling": "mean"
};

// Whose checkpoints these are: what tensors are called, and where positions begin.
enum class EncoderFamily {
  kRoberta,  // Liu et al., 2019: positions begin behind the id of padding
  kBert,     // Devlin et al., 2019: positions begin at 0; all tokens are of segment 0
};

// What lies on the pooled vector.
enum class ClassifierHead {
  kDense,   // RobertaForSequenceClassification's: dense, tanh, output
  kLinear,  // BertForSequenceClassification's output alone
};

struct EncoderConfig {
  EncoderFamily family = EncoderFamily::kRoberta;
  std::int64_t vocab_size = 0;  // 0 in a file to train from: the shard's vocabulary is taken
  std::int64_t hidden_size = 768;
  std::int64_t num_hidden_layers = 12;
  std::int64_t num_attention_heads = 12;  // divides hidden_size
  std::int64_t intermediate_size = 3072;
  std::int64_t max_position_embeddings = 514;  // longest sequence + first_position()
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
  ClassifierHead head = ClassifierHead::kDense;
  // Of the tokenizer; absent where a file to train from does not say: the shard's are taken.
  std::optional<SpecialIds> special_ids = std::nullopt;
  std::vector<std::string> labels;  // in the order of the outputs; id2label in the file

  // special_ids, or where they are absent the family's own.
  SpecialIds tokens() const;
  // Of the first token.
  std::int64_t first_position() const;
  // The longest sequence, special tokens included.
  std::int64_t max_tokens() const { return max_position_embeddings - first_position(); }
  // Before the names of all tensors but the head's: "roberta.".
  std::string prefix() const;

  bool operator==(const EncoderConfig&) const = default;
};

// Reads the text of a config.json; keys that Linnet does not use are ignored. `name` is the file
// named in messages. Throws Error(kInvalidFormat) naming the key that is broken or out of range,
// Error(kUnsupported) for an activation, model type or position type other than these families'.
EncoderConfig parse_encoder_config(std::string_view json, const std::string& name);
// Where the file does not tell the pooling, 1_Pooling/config.json beside it does, if it is there.
EncoderConfig read_encoder_config(const std::filesystem::path& path);

// The config.json of the family's sequence classification, or of its masked language model where
// there are no labels; indented.
std::string to_json(const EncoderConfig& config);

}  // namespace linnet
