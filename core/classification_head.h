// What lies on an encoder's pooled embedding: a multi-label classifier of one or two layers. An
// encoder whose graph ends at the embedding serves as many label sets as there are heads for it.
//
// The file, all little-endian, made by ClassificationHead::serialize():
//   char[8] "LINNETCH", u32 version 1, u32 embedding size, u32 layers (1 or 2)
//   u32 length, bytes          SHA-256 of the encoder, 64 lower-case hexadecimal digits, or nothing
//   u32 labels, then for each  u32 length, bytes: its name, in the order of the logits
//   for each layer: u32 outputs, f32[outputs * inputs] weights, f32[outputs] biases
// The first layer's inputs are the embedding, the second one's are the hyperbolic tangents of the
// first one's outputs; the last layer's outputs are the logits.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/dense_layer.h"
#include "core/label_set.h"

namespace linnet {

class ClassificationHead {
 public:
  // `layers`: one (Hugging Face's BertForSequenceClassification), or two with a hyperbolic tangent
  // between them (RobertaForSequenceClassification's dense and out_proj). `encoder_sha256` says on
  // which encoder's embeddings it was trained; "" where that is not known. Throws
  // Error(kInvalidArgument) where sizes do not fit together or exceed kMaxLayerWidth, a number is
  // not finite, or the SHA-256 is none.
  ClassificationHead(std::vector<DenseLayer> layers, LabelSet labels,
                     std::string encoder_sha256 = {});

  // Throws Error(kInvalidFormat) on anything malformed, Error(kUnsupported) on another version;
  // never reads past the end.
  static ClassificationHead parse(std::string_view bytes);
  std::string serialize() const;

  std::size_t embedding_size() const { return embedding_size_; }
  const LabelSet& labels() const { return labels_; }  // in the order of the logits
  const std::string& encoder_sha256() const { return encoder_sha256_; }

  // One a label. Throws Error(kInvalidArgument) where the embedding has not embedding_size()
  // numbers.
  std::vector<float> logits(std::span<const float> embedding) const;

 private:
  std::vector<DenseLayer> layers_;
  LabelSet labels_;
  std::string encoder_sha256_;
  std::size_t embedding_size_ = 0;
};

}  // namespace linnet
