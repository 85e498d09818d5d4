#include "native/runtime/encoder_classifier.h"

#include <utility>

#include "core/error.h"

namespace linnet {

EncoderClassifier::EncoderClassifier(EncoderSession session) : session_(std::move(session)) {
  if (session_.output() != EncoderOutput::kLogits) {
    throw Error(ErrorCode::kInvalidArgument,
                session_.where() +
                    ": gives embeddings, which need a head; `linnet export --head` writes both");
  }
}

EncoderClassifier::EncoderClassifier(EncoderSession session, ClassificationHead head,
                                     const std::string& head_file)
    : session_(std::move(session)), head_(std::move(head)) {
  if (session_.output() != EncoderOutput::kEmbedding) {
    throw Error(ErrorCode::kInvalidArgument, session_.where() + ": gives logits, which " +
                                                 head_file + " cannot read: its head is in it");
  }
  if (head_->embedding_size() != session_.output_size()) {
    throw Error(ErrorCode::kInvalidFormat, head_file + ": reads embeddings of " +
                                               std::to_string(head_->embedding_size()) +
                                               " numbers; " + session_.where() + " gives " +
                                               std::to_string(session_.output_size()));
  }
  const auto own = session_.encoder_sha256();
  if (own && !head_->encoder_sha256().empty() && *own != head_->encoder_sha256()) {
    throw Error(ErrorCode::kInvalidFormat,
                head_file + ": was trained on the encoder whose SHA-256 is " +
                    head_->encoder_sha256() + "; that of " + session_.where() + " is " + *own);
  }
}

std::size_t EncoderClassifier::labels() const {
  return head_ ? head_->labels().size() : session_.output_size();
}

std::optional<std::vector<std::string>> EncoderClassifier::label_names() const {
  return head_ ? head_->labels().names() : session_.label_names();
}

std::vector<float> EncoderClassifier::logits(
    std::span<const std::span<const std::int32_t>> windows) const {
  std::vector<float> outputs = session_.run(windows);
  if (!head_) return outputs;
  std::vector<float> logits;
  logits.reserve(windows.size() * labels());
  for (std::size_t row = 0; row < windows.size(); ++row) {
    const auto embedding =
        std::span(outputs).subspan(row * session_.output_size(), session_.output_size());
    const auto values = head_->logits(embedding);
    logits.insert(logits.end(), values.begin(), values.end());
  }
  return logits;
}

}  // namespace linnet
