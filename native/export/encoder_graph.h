// An encoder with its classifier as an ONNX graph: input_ids and attention_mask to logits.
#pragma once

#include <string>

#include "native/export/checkpoint.h"
#include "native/export/onnx_model.h"

namespace linnet {

// Keys of the model's metadata.
inline constexpr char kMetadataName[] = "name";
inline constexpr char kMetadataMaxTokens[] = "max_tokens";  // of a window, special ones included
// Where the head is in the graph: how many labels, and a JSON array of their names in output order.
inline constexpr char kMetadataLabels[] = "labels";
inline constexpr char kMetadataLabelNames[] = "label_names";
// Where it is not: the encoder_sha256() that heads for this graph have (checkpoint_head.h).
inline constexpr char kMetadataEncoder[] = "encoder_sha256";

inline constexpr char kMetadataTokenizer[] = "tokenizer_sha256";  // absent where it is not known
inline constexpr char kMetadataSpecialIds[] = "special_ids";      // core/tokenizer_spec.h

enum class Operators {
  kStandard,  // those of ONNX opset 17 alone: any runtime reads it
  kFused,     // with ONNX Runtime's contributed ones: sessions start up to 1.5 times sooner
};

struct EncoderGraphOptions {
  std::string name = "linnet";
  Operators operators = Operators::kFused;
  // Of the tokenizer that the model was made with; "" where it is not known.
  std::string tokenizer_sha256 = {};
  // Whether the graph ends at the logits, or at the embedding that classification_head() reads.
  bool head_in_graph = true;
};

// Inputs input_ids and attention_mask (int64, batch x sequence), output logits (float, batch x
// labels) or embedding (float, batch x hidden size): the pooled last states. Positions count the
// tokens that attention_mask marks with 1, so padding changes nothing, on either side. With
// Pooling::kFirst the last layer is worked out for the first token alone, which is all that the
// classifier reads. Throws Error where a tensor is missing or of another shape.
OnnxModel encoder_graph(const CheckpointFile& checkpoint, const EncoderGraphOptions& options);

}  // namespace linnet
