// An ONNX model of the encoder in ONNX Runtime: token ids in, logits out.
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

class EncoderSession {
 public:
  // `onnx` holds the bytes of the model; `where` names it in messages. `threads` work on one call
  // of logits(); with 1 the calls themselves may come from several threads.
  // Throws Error(kInvalidFormat) where ONNX Runtime refuses the model, Error(kUnsupported) where
  // its inputs and outputs are not input_ids, attention_mask and logits.
  EncoderSession(std::string_view onnx, const std::string& where, std::size_t threads);
  ~EncoderSession();
  EncoderSession(EncoderSession&&) noexcept;
  EncoderSession& operator=(EncoderSession&&) noexcept;

  std::size_t labels() const;
  // What the model's metadata say, where they do.
  std::optional<std::string> name() const;
  std::optional<std::size_t> max_tokens() const;
  std::optional<std::vector<std::string>> label_names() const;
  // The SHA-256 of the tokenizer that the model was made with, where the metadata say.
  std::optional<std::string> tokenizer_sha256() const;
  // Of the same tokenizer; kRobertaIds where the metadata do not say.
  const SpecialIds& special_ids() const;

  // Logits of some windows, windows x labels, row-major; shorter windows are padded to the longest.
  // Each window needs at least one token. Throws Error(kInvalidArgument) on an empty window,
  // Error(kFailed) with ONNX Runtime's message. Safe to call from several threads.
  std::vector<float> logits(std::span<const std::span<const std::int32_t>> windows) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace linnet
