// The full tier's model: an encoder and, where its graph ends at the embedding, the head on it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/classification_head.h"
#include "native/runtime/encoder_session.h"

namespace linnet {

class EncoderClassifier {
 public:
  // Of a graph that gives logits. Throws Error(kInvalidArgument) where it gives embeddings.
  explicit EncoderClassifier(EncoderSession session);
  // `head_file` names the head in messages. Throws Error(kInvalidArgument) where the graph gives
  // logits, Error(kInvalidFormat) where its embedding has another size than the head reads, or the
  // head was trained on another encoder.
  EncoderClassifier(EncoderSession session, ClassificationHead head, const std::string& head_file);

  const EncoderSession& session() const { return session_; }
  std::size_t labels() const;
  // The head's, or what the graph's metadata say, where they do.
  std::optional<std::vector<std::string>> label_names() const;

  // windows x labels, row-major; otherwise as EncoderSession::run().
  std::vector<float> logits(std::span<const std::span<const std::int32_t>> windows) const;

 private:
  EncoderSession session_;
  std::optional<ClassificationHead> head_;
};

}  // namespace linnet
