#include "native/train_linear/train.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "core/error.h"
#include "native/train_linear/prune.h"

namespace linnet::train_linear {
namespace {

// Of each label, this share of the columns may enter the contest for room: far more than fit.
constexpr double kCandidateShare = 0.25;

// A weight matters as much as it moves logits: its size times the root of how often it is met.
void add_candidates(const TrainingRows& rows, std::size_t label, const LabelRegression& regression,
                    std::vector<WeightCandidate>& candidates) {
  std::vector<WeightCandidate> mine;
  mine.reserve(rows.keys.size());
  for (std::size_t column = 0; column < rows.keys.size(); ++column) {
    const float weight = regression.weights[column] * rows.scales[column];
    if (weight == 0) continue;
    const float score = std::abs(weight) * std::sqrt(static_cast<float>(rows.rows_with[column]));
    mine.push_back({{rows.keys[column], static_cast<std::uint32_t>(label), weight}, score});
  }
  const auto count = std::min(
      mine.size(),
      static_cast<std::size_t>(std::ceil(kCandidateShare * static_cast<double>(rows.keys.size()))));
  std::partial_sort(mine.begin(), mine.begin() + static_cast<std::ptrdiff_t>(count), mine.end(),
                    [](const WeightCandidate& a, const WeightCandidate& b) {
                      return a.score != b.score ? a.score > b.score : a.weight.key < b.weight.key;
                    });
  candidates.insert(candidates.end(), mine.begin(),
                    mine.begin() + static_cast<std::ptrdiff_t>(count));
}

}  // namespace

LinearModel train(std::span<const Shard> shards, const Tokenizer& tokenizer, const Options& options,
                  const std::function<void(TrainingRows& rows)>& on_rows,
                  const std::function<void(std::size_t done)>& on_label) {
  std::vector<std::string> surfaces;
  for (std::size_t id = 0; id < tokenizer.vocabulary_size(); ++id) {
    surfaces.push_back(linear_surface(tokenizer.surface(static_cast<std::int32_t>(id))));
  }
  LinearFeatures features(std::move(surfaces), options.features);
  TrainingRows rows = make_rows(shards, features, options.rows);
  if (on_rows) on_rows(rows);

  std::vector<float> biases(rows.labels_per_row, 0);
  std::vector<WeightCandidate> candidates;
  std::size_t done = 0;
  train_one_vs_rest(rows, options.regression, [&](std::size_t label, LabelRegression&& regression) {
    biases[label] = regression.bias;
    add_candidates(rows, label, regression, candidates);
    on_label(++done);
  });

  const std::size_t fixed = LinearModel::build(features, biases, {}).serialize().size();
  if (options.max_bytes <= fixed) {
    throw Error(ErrorCode::kInvalidArgument,
                "the tables alone take " + std::to_string(fixed) + " bytes; allow the file more");
  }
  return LinearModel::build(std::move(features), std::move(biases),
                            keep_best(std::move(candidates), options.max_bytes - fixed));
}

std::vector<float> shard_logits(const LinearModel& model, const Shard& shard) {
  std::vector<float> all;
  all.reserve(shard.rows() * model.labels());
  for (std::size_t row = 0; row < shard.rows(); ++row) {
    const TextPieces text = shard.pieces(row);
    const auto logits = model.logits(text.title, text.description);
    all.insert(all.end(), logits.begin(), logits.end());
  }
  return all;
}

}  // namespace linnet::train_linear
