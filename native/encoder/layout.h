// Where the families of encoders differ, as data: names of tensors, positions, special tokens,
// head.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "core/tokenizer_spec.h"

namespace linnet {

// Whose checkpoints these are.
enum class EncoderFamily : std::uint8_t {
  kRoberta,  // Liu et al., 2019
  kBert,     // Devlin et al., 2019; all tokens are of segment 0
  kMpnet,    // Song et al., 2020
};

// What lies on the pooled vector.
enum class ClassifierHead : std::uint8_t {
  kDense,   // RobertaForSequenceClassification's: dense, tanh, output
  kLinear,  // BertForSequenceClassification's output alone
};

struct EncoderLayout {
  EncoderFamily family;
  std::string_view model_type;    // of config.json
  std::string_view architecture;  // what the names of its classes begin with: "Roberta"
  std::string_view prefix;        // before the names of all tensors but the head's: "roberta."
  SpecialIds special_ids;         // of its published vocabularies, where a config does not tell
  bool positions_follow_padding;  // the first position is padding's id + 1; else 0
  std::int64_t token_types;       // segments in published checkpoints; 0: it has none
  // Buckets of distances between tokens, each with a score a head in every layer; 0: it has none.
  std::int64_t relative_buckets;
  ClassifierHead head;  // of its sequence classification
  // Of a layer's tensors, without ".weight" and ".bias". The rest is called alike in all families.
  std::string_view query, key, value, attention_output, attention_norm;
};

std::span<const EncoderLayout> encoder_layouts();
const EncoderLayout& layout_of(EncoderFamily family);

}  // namespace linnet
