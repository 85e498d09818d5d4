#include "native/runtime/predictor.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/decision.h"
#include "core/error.h"
#include "native/runtime/parallel.h"

namespace linnet {

TokenLimits default_limits(std::size_t max_tokens) {
  TokenLimits limits;
  limits.max_tokens = max_tokens;
  limits.overlap = std::min(limits.overlap, max_tokens / 8);
  return limits;
}

Predictor::Predictor(InstantModel instant_tier) : tier_(std::move(instant_tier)) {}

Predictor::Predictor(EncoderClassifier full_tier, TokenLimits limits)
    : tier_(FullTier{std::move(full_tier), {}}) {
  set_limits(limits);
}

void Predictor::set_limits(const TokenLimits& limits) {
  auto* full = std::get_if<FullTier>(&tier_);
  if (full == nullptr) return;
  const auto most = full->model.session().max_tokens();
  if (most && limits.max_tokens > *most) {
    throw Error(ErrorCode::kInvalidArgument, "windows of " + std::to_string(limits.max_tokens) +
                                                 " tokens are asked for; the model takes at most " +
                                                 std::to_string(*most));
  }
  full->limits = limits;
}

void Predictor::blend(InstantModel instant, double weight) {
  auto* full = std::get_if<FullTier>(&tier_);
  if (full == nullptr || instant.labels() != full->model.labels()) {
    throw Error(ErrorCode::kInvalidArgument,
                full == nullptr
                    ? "the instant tier is blended into the full tier, not into itself"
                    : "the full tier has " + std::to_string(full->model.labels()) +
                          " labels, the instant tier " + std::to_string(instant.labels()));
  }
  full->instant = std::move(instant);
  full->instant_weight = weight;
}

std::size_t Predictor::labels() const {
  if (const auto* full = std::get_if<FullTier>(&tier_)) return full->model.labels();
  return std::get<InstantModel>(tier_).labels();
}

std::vector<Prediction> Predictor::predict(std::span<const TierPieces> rows,
                                           std::size_t threads) const {
  if (const auto* full = std::get_if<FullTier>(&tier_)) return predict_full(*full, rows, threads);
  const auto& model = std::get<InstantModel>(tier_);
  std::vector<Prediction> predictions(rows.size());
  parallel_for(rows.size(), threads, [&](std::size_t row) {
    const TextPieces& pair = rows[row].shared;
    predictions[row] = {model.logits(pair.title, pair.description), pair.truncated()};
  });
  return predictions;
}

std::vector<Prediction> Predictor::predict_full(const FullTier& tier,
                                                std::span<const TierPieces> rows,
                                                std::size_t threads) const {
  struct Window {
    std::size_t row = 0;
    std::size_t index = 0;  // within the row
    std::span<const std::int32_t> ids;
  };
  std::vector<Encoding> encodings;
  std::vector<Window> windows;
  encodings.reserve(rows.size());
  std::vector<std::vector<float>> row_logits(rows.size());
  const std::size_t label_count = tier.model.labels();
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const TextPieces& pair = rows[row].of_encoder();
    encodings.push_back(encode_pair(pair.title.ids, pair.description.ids, tier.limits,
                                    tier.model.session().special_ids()));
    const auto& row_windows = encodings.back().windows;
    row_logits[row].resize(row_windows.size() * label_count);
    for (std::size_t i = 0; i < row_windows.size(); ++i)
      windows.push_back({row, i, row_windows[i]});
  }
  std::sort(windows.begin(), windows.end(),
            [](const Window& a, const Window& b) { return a.ids.size() > b.ids.size(); });
  parallel_for(windows.size(), threads, [&](std::size_t i) {
    const Window& window = windows[i];
    const auto logits = tier.model.logits(std::span(&window.ids, 1));
    std::copy(
        logits.begin(), logits.end(),
        row_logits[window.row].begin() + static_cast<std::ptrdiff_t>(window.index * label_count));
  });
  std::vector<Prediction> predictions(rows.size());
  parallel_for(rows.size(), threads, [&](std::size_t row) {
    const TextPieces& pair = rows[row].of_encoder();
    std::vector<float> logits = pool_windows(row_logits[row], label_count);
    if (tier.instant) {
      const TextPieces& shared = rows[row].shared;
      logits = blend_logits(logits, tier.instant->logits(shared.title, shared.description),
                            tier.instant_weight);
    }
    predictions[row] = {std::move(logits), encodings[row].truncated || pair.truncated()};
  });
  return predictions;
}

}  // namespace linnet
