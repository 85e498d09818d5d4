#include "native/evaluate/model_source.h"

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>

#include "core/error.h"
#include "native/export/encoder_graph.h"
#include "native/files/files.h"
#include "native/runtime/bundle_folder.h"

namespace linnet::evaluate {
namespace {

namespace fs = std::filesystem;

TokenLimits limits_of(const ModelRequest& request, TokenLimits limits) {
  if (request.max_tokens) {
    limits.max_tokens = *request.max_tokens;
    limits.overlap = std::min(limits.overlap, default_limits(limits.max_tokens).overlap);
  }
  limits.overlap = request.overlap.value_or(limits.overlap);
  limits.max_windows = request.max_windows.value_or(limits.max_windows);
  return limits;
}

TokenizerFile read_tokenizer(const fs::path& path) { return {path, read_file(path)}; }

TokenizerFile read_tokenizer(const BundleFolder& bundle, const std::string& name) {
  return {bundle.path() / name, bundle.read(name)};
}

TokenizerFiles find_tokenizers(const ModelRequest& request, const fs::path& folder) {
  const fs::path beside = folder / "tokenizer.model";
  TokenizerFiles files;
  if (!request.tokenizer.empty()) {
    files.shared = read_tokenizer(request.tokenizer);
  } else if (fs::exists(beside)) {
    files.shared = read_tokenizer(beside);
  }
  if (!request.encoder_tokenizer.empty()) files.encoder = read_tokenizer(request.encoder_tokenizer);
  return files;
}

TokenizerFiles tokenizers_of(const BundleFolder& bundle, const ModelRequest& request) {
  const std::string& own = bundle.tier(request.tier).tokenizer_file;
  if (own.empty()) {
    return {request.tokenizer.empty() ? read_tokenizer(bundle, bundle.manifest().tokenizer_file)
                                      : read_tokenizer(request.tokenizer)};
  }
  if (!request.tokenizer.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                "--tokenizer: the " + request.tier + " tier of " + bundle.path().string() +
                    " has a tokenizer of its own beside the bundle's; neither can be replaced");
  }
  return {read_tokenizer(bundle, bundle.manifest().tokenizer_file), read_tokenizer(bundle, own)};
}

LabelSet find_labels(const ModelRequest& request, const fs::path& folder,
                     const std::optional<std::vector<std::string>>& own) {
  if (!request.labels.empty()) return parse_file(request.labels, LabelSet::parse);
  if (own) return LabelSet(*own);
  const fs::path beside = folder / "labels.json";
  if (!fs::exists(beside)) {
    throw Error(ErrorCode::kNotFound, beside.string() + ": there is no such file; give --labels");
  }
  return parse_file(beside, LabelSet::parse);
}

EvaluatedModel checked(EvaluatedModel model, const fs::path& path) {
  const auto check = [&](const Predictor& predictor, const char* which) {
    if (predictor.labels() == model.labels.size()) return;
    throw Error(ErrorCode::kInvalidArgument,
                path.string() + ": the " + which + " has " + std::to_string(predictor.labels()) +
                    " labels, the label set has " + std::to_string(model.labels.size()));
  };
  check(model.predictor, "model");
  if (model.instant) check(*model.instant, "model to blend in");
  return model;
}

Predictor read_instant_model(const fs::path& path) {
  return Predictor(parse_file(path, InstantModel::parse));
}

void refuse_head(const ModelRequest& request, const char* kind) {
  if (request.head.empty()) return;
  throw Error(ErrorCode::kInvalidArgument, "--head is for .onnx files that give embeddings; " +
                                               request.model.string() + " is " + kind);
}

EncoderClassifier read_encoder(const ModelRequest& request, std::string_view bytes) {
  EncoderSession session(bytes, request.model.string(), 1);
  if (request.head.empty()) return EncoderClassifier(std::move(session));
  return {std::move(session), parse_file(request.head, ClassificationHead::parse),
          request.head.string()};
}

EvaluatedModel open_bundle(const ModelRequest& request) {
  refuse_head(request, "a bundle, whose manifest names its head");
  if (!request.blend.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                "--blend is for encoders; what a bundle blends, its manifest says");
  }
  if (!request.encoder_tokenizer.empty()) {
    throw Error(
        ErrorCode::kInvalidArgument,
        "--encoder-tokenizer is for checkpoints and .onnx files; what the tiers of a bundle "
        "read, its manifest says");
  }
  const BundleFolder bundle(request.model);
  const TierManifest& tier = bundle.tier(request.tier);
  Predictor predictor = bundle.predictor(request.tier);
  if (request.tier == kFullTier) predictor.set_limits(limits_of(request, tier.limits));
  return {std::move(predictor),
          std::nullopt,
          bundle.labels(),
          tokenizers_of(bundle, request),
          tier.rule,
          "bundle, " + request.tier + " tier",
          bundle.detector()};
}

EvaluatedModel open_onnx(const ModelRequest& request, std::string_view bytes,
                         const fs::path& folder, std::string kind) {
  EncoderClassifier encoder = read_encoder(request, bytes);
  const TokenLimits limits =
      default_limits(encoder.session().max_tokens().value_or(TokenLimits{}.max_tokens));
  LabelSet labels = find_labels(request, folder, encoder.label_names());
  std::optional<Predictor> instant;
  if (!request.blend.empty()) {
    instant = read_instant_model(request.blend);
    kind += " with " + request.blend.filename().string();
  }
  return checked(
      {Predictor(std::move(encoder), limits_of(request, limits)), std::move(instant),
       std::move(labels), find_tokenizers(request, folder), std::nullopt, std::move(kind)},
      request.model);
}

EvaluatedModel open_any(const ModelRequest& request) {
  const fs::path& path = request.model;
  if (fs::is_directory(path)) {
    if (fs::exists(path / kManifestFile)) return open_bundle(request);
    if (!fs::exists(path / "config.json")) {
      throw Error(ErrorCode::kNotFound, path.string() +
                                            ": holds neither manifest.json (a bundle) nor "
                                            "config.json (a checkpoint)");
    }
    refuse_head(request, "a checkpoint, which holds its own");
    const CheckpointFile checkpoint = read_checkpoint_file(path);
    return open_onnx(request, serialize_onnx(encoder_graph(checkpoint, {})), path, "checkpoint");
  }
  if (path.extension() == ".onnx") {
    return open_onnx(request, read_file(path), path.parent_path(), "ONNX model");
  }
  if (path.extension() == ".bin") {
    refuse_head(request, "an instant tier's model");
    return checked({read_instant_model(path), std::nullopt,
                    find_labels(request, path.parent_path(), std::nullopt),
                    find_tokenizers(request, path.parent_path()), std::nullopt, "instant model"},
                   path);
  }
  throw Error(fs::exists(path) ? ErrorCode::kUnsupported : ErrorCode::kNotFound,
              path.string() +
                  ": give a bundle or checkpoint folder, an .onnx file or an instant tier's "
                  "model (.bin)");
}

}  // namespace

EvaluatedModel open_model(const ModelRequest& request) {
  EvaluatedModel model = open_any(request);
  if (!request.detector.empty()) {
    model.detector = parse_file(request.detector, DatasetDetector::parse);
  }
  return model;
}

}  // namespace linnet::evaluate
