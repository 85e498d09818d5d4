// The shape of an encoder: `config.json` with the keys of Hugging Face's RobertaConfig, BertConfig
// or MPNetConfig.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/tokenizer_spec.h"
#include "native/encoder/layout.h"

namespace linnet {

// How the last hidden states of a sequence become the one vector that the classifier reads.
enum class Pooling {
  kFirst,  // that of <s>: Hugging Face's RobertaForSequenceClassification
  kMean,   // the mean over all tokens that are not padding; our own key "pooling": "mean"
};

struct EncoderConfig {
  EncoderFamily family = EncoderFamily::kRoberta;
  std::int64_t vocab_size = 0;  // 0 in a file to train from: the shard's vocabulary is taken
  std::int64_t hidden_size = 768;
  std::int64_t num_hidden_layers = 12;
  std::int64_t num_attention_heads = 12;  // divides hidden_size
  std::int64_t intermediate_size = 3072;
  std::int64_t max_position_embeddings = 514;  // longest sequence + first_position()
  std::int64_t type_vocab_size = 1;            // 0 where the family has no segments
  // Of distances in attention; 0 where the family has none.
  std::int64_t relative_attention_num_buckets = 0;
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

  const EncoderLayout& layout() const { return layout_of(family); }
  // special_ids, or where they are absent the family's own.
  SpecialIds tokens() const { return special_ids.value_or(layout().special_ids); }
  // Of the first token.
  std::int64_t first_position() const {
    return layout().positions_follow_padding ? tokens().padding + 1 : 0;
  }
  // The longest sequence, special tokens included.
  std::int64_t max_tokens() const { return max_position_embeddings - first_position(); }
  // Before the names of all tensors but the head's: "roberta.".
  std::string prefix() const { return std::string(layout().prefix); }
  // The name of a tensor of a layer, `part` being one of the layout's names or common to all
  // families: "roberta.encoder.layer.0.output.dense".
  std::string layer_tensor(std::int64_t layer, std::string_view part) const;
  // Scores of the buckets of distances, [relative_attention_num_buckets, num_attention_heads].
  std::string relative_bias_tensor() const {
    return prefix() + "encoder.relative_attention_bias.weight";
  }

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
