// What `linnet evaluate --model` can name: a bundle, a checkpoint, an ONNX file or an instant
// tier's model.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>

#include "core/dataset_detector.h"
#include "core/decision.h"
#include "core/label_set.h"
#include "core/tokenizer.h"
#include "native/runtime/predictor.h"

namespace linnet::evaluate {

struct ModelRequest {
  std::filesystem::path model;
  std::string tier = "full";        // of a bundle
  std::filesystem::path tokenizer;  // empty: the bundle's, or tokenizer.model beside the model
  std::filesystem::path encoder_tokenizer;  // of an encoder that reads other pieces; else empty
  std::filesystem::path head;      // of an .onnx file that gives embeddings; empty for none
  std::filesystem::path blend;     // an instant tier's model to blend into an encoder; or empty
  std::filesystem::path detector;  // of data sets; empty: the bundle's, or none
  std::filesystem::path labels;    // empty: the bundle's or the model's, or labels.json beside it
  // Where not given: the bundle's limits; else the model's own token limit and the defaults.
  std::optional<std::size_t> max_tokens, overlap, max_windows;
};

struct TokenizerFile {
  std::filesystem::path path;
  std::string bytes;
};

struct TokenizerFiles {
  std::optional<TokenizerFile> shared;                  // nothing where none was found
  std::optional<TokenizerFile> encoder = std::nullopt;  // of a full tier that has its own
};

struct EvaluatedModel {
  Predictor predictor;
  std::optional<Predictor> instant;  // to be blended in, with a weight that is still to be found
  LabelSet labels;
  TokenizerFiles tokenizers;
  std::optional<DecisionRule> rule;  // a bundle's own
  std::string kind;                  // "bundle, full tier", "checkpoint", ...
  std::optional<DatasetDetector> detector = std::nullopt;
};

// A checkpoint is turned into a 32-bit float ONNX model in memory. Throws Error(kNotFound) naming
// what was looked for and where, Error(kUnsupported) for files of another kind.
EvaluatedModel open_model(const ModelRequest& request);

}  // namespace linnet::evaluate
