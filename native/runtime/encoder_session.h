// An ONNX model of the encoder in ONNX Runtime: token ids in, logits or embeddings out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/tokenizer_spec.h"

namespace linnet {

// What a graph gives for each window, by the name of its output.
enum class EncoderOutput {
  kLogits,     // "logits": the classifier lies in the graph
  kEmbedding,  // "embedding": the pooled states that a ClassificationHead reads
};
std::string_view to_string(EncoderOutput output);

class EncoderSession {
 public:
  // `onnx` holds the bytes of the model; `where` names it in messages. `threads` work on one call
  // of run(); with 1 the calls themselves may come from several threads.
  // Throws Error(kInvalidFormat) where ONNX Runtime refuses the model, Error(kUnsupported) where
  // its inputs are not input_ids and attention_mask, or its output is no EncoderOutput.
  EncoderSession(std::string_view onnx, const std::string& where, std::size_t threads);
  ~EncoderSession();
  EncoderSession(EncoderSession&&) noexcept;
  EncoderSession& operator=(EncoderSession&&) noexcept;

  const std::string& where() const;
  EncoderOutput output() const;
  std::size_t output_size() const;  // numbers a window: labels, or the embedding's
  // What the model's metadata say, where they do.
  std::optional<std::string> name() const;
  std::optional<std::size_t> max_tokens() const;
  std::optional<std::vector<std::string>> label_names() const;
  // The SHA-256 of the tokenizer that the model was made with, where the metadata say.
  std::optional<std::string> tokenizer_sha256() const;
  // What a head for this graph has as its encoder_sha256(), where the metadata say.
  std::optional<std::string> encoder_sha256() const;
  // Of the same tokenizer; kRobertaIds where the metadata do not say.
  const SpecialIds& special_ids() const;

  // Outputs of some windows, windows x output_size(), row-major; shorter windows are padded to the
  // longest. Each window needs at least one token. Throws Error(kInvalidArgument) on an empty
  // window, Error(kFailed) with ONNX Runtime's message. Safe to call from several threads.
  std::vector<float> run(std::span<const std::span<const std::int32_t>> windows) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace linnet
