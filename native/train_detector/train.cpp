#include "native/train_detector/train.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <utility>

#include "core/error.h"
#include "native/train_linear/train.h"

namespace linnet::train_detector {
namespace {

// FNV-1a (Fowler, Noll, Vo) over the ids of the title, or of the description where there is none.
std::size_t fold_of(const Shard& shard, std::size_t row, std::size_t folds) {
  std::uint64_t hash = 14695981039346656037u;
  for (const std::uint16_t id :
       shard.title(row).empty() ? shard.description(row) : shard.title(row)) {
    hash = (hash ^ id) * 1099511628211u;
  }
  // The lower bits of FNV depend on the lower bits of the ids alone.
  return static_cast<std::size_t>((hash >> 32) % folds);
}

bool has_tag(const Shard& shard, std::size_t row) {
  if (shard.label_names.empty()) return true;
  const auto relevance = shard.row_relevance(row);
  return std::any_of(relevance.begin(), relevance.end(), is_accepted);
}

// The rows outside of fold `left_out`, all of one class; all rows where `left_out` is `folds`.
Shard rows_outside(const Shard& shard, std::size_t left_out, std::size_t folds,
                   Relevance relevance) {
  Shard kept;
  kept.split = shard.split;
  kept.vocabulary = shard.vocabulary;
  kept.tokenizer_sha256 = shard.tokenizer_sha256;
  kept.special_ids = shard.special_ids;
  kept.label_names = {"data set"};
  for (std::size_t row = 0; row < shard.rows(); ++row) {
    if (fold_of(shard, row, folds) == left_out) continue;
    if (relevance == Relevance::kClear && !has_tag(shard, row)) continue;
    const auto begin = static_cast<std::ptrdiff_t>(shard.offsets[2 * row]);
    const auto middle = static_cast<std::ptrdiff_t>(shard.offsets[2 * row + 1]);
    const auto end = static_cast<std::ptrdiff_t>(shard.offsets[2 * row + 2]);
    const auto start = static_cast<std::int64_t>(kept.ids.size());
    kept.ids.insert(kept.ids.end(), shard.ids.begin() + begin, shard.ids.begin() + end);
    kept.words.insert(kept.words.end(), shard.words.begin() + begin, shard.words.begin() + end);
    kept.offsets.push_back(start + (middle - begin));
    kept.offsets.push_back(start + (end - begin));
    kept.relevance.push_back(relevance);
    kept.partial.push_back(0);
  }
  return kept;
}

// Gives both kinds the same sum of weights, and titles alone of other texts none.
void weigh(train_linear::TrainingRows& rows) {
  double sums[2] = {0, 0};
  const auto kind = [&](std::size_t view) {
    return rows.relevance[rows.label_row[view]] == Relevance::kClear ? 1 : 0;
  };
  for (std::size_t view = 0; view < rows.views(); ++view) {
    const bool whole = view == 0 || rows.label_row[view] != rows.label_row[view - 1];
    if (kind(view) == 0 && !whole) rows.weights[view] = 0;
    sums[kind(view)] += static_cast<double>(rows.weights[view]);
  }
  const auto factor = static_cast<float>(sums[1] / sums[0]);
  for (std::size_t view = 0; view < rows.views(); ++view) {
    if (kind(view) == 0) rows.weights[view] *= factor;
  }
}

LinearModel fit(const std::vector<Shard>& data_sets, const std::vector<Shard>& others,
                std::size_t left_out, const Tokenizer& tokenizer, const Options& options) {
  std::vector<Shard> shards;
  std::size_t counts[2] = {0, 0};
  for (const Shard& shard : data_sets) {
    shards.push_back(rows_outside(shard, left_out, options.folds, Relevance::kClear));
    counts[0] += shards.back().rows();
  }
  for (const Shard& shard : others) {
    shards.push_back(rows_outside(shard, left_out, options.folds, Relevance::kNone));
    counts[1] += shards.back().rows();
  }
  if (counts[0] == 0 || counts[1] == 0) {
    throw Error(ErrorCode::kInvalidArgument,
                "there are too few rows: texts of data sets and of other kinds are both needed, "
                "with " +
                    std::to_string(options.folds) + " different titles at least");
  }
  return train_linear::train(shards, tokenizer, options.model, weigh, [](std::size_t) {});
}

// The largest threshold that refuses no more than `share` of the values.
float threshold_for(std::vector<float> values, double share) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(share * static_cast<double>(values.size()))];
}

double share_below(const std::vector<float>& values, float threshold) {
  const auto below =
      std::count_if(values.begin(), values.end(), [&](float value) { return value < threshold; });
  return static_cast<double>(below) / static_cast<double>(values.size());
}

}  // namespace

Trained train(const std::vector<Shard>& data_sets, const std::vector<Shard>& others,
              const Tokenizer& tokenizer, const Options& options,
              const std::function<void(std::size_t done)>& on_model) {
  Report report;
  std::vector<float> whole, titles, other;
  const auto score = [&](const LinearModel& model, const Shard& shard, std::size_t fold,
                         bool is_data_set) {
    for (std::size_t row = 0; row < shard.rows(); ++row) {
      if (fold_of(shard, row, options.folds) != fold) continue;
      if (is_data_set && !has_tag(shard, row)) continue;
      const auto [title, description] = shard.pieces(row);
      const float logit = model.logits(title, description).front();
      if (!is_data_set) {
        other.push_back(logit);
        continue;
      }
      ++report.data_sets;
      if (!description.ids.empty()) whole.push_back(logit);
      if (!title.ids.empty()) titles.push_back(model.logits(title, {}).front());
    }
  };
  for (std::size_t fold = 0; fold < options.folds; ++fold) {
    const LinearModel model = fit(data_sets, others, fold, tokenizer, options);
    for (const Shard& shard : data_sets) score(model, shard, fold, true);
    for (const Shard& shard : others) score(model, shard, fold, false);
    on_model(fold + 1);
  }
  if (whole.empty()) whole = titles;
  if (titles.empty()) titles = whole;
  if (titles.empty() || other.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "the rows of one kind are all without text");
  }
  const float threshold =
      std::min(threshold_for(whole, options.refused), threshold_for(titles, options.refused));
  report.others = other.size();
  report.whole_refused = share_below(whole, threshold);
  report.titles_refused = share_below(titles, threshold);
  report.others_accepted = 1 - share_below(other, threshold);

  LinearModel model = fit(data_sets, others, options.folds, tokenizer, options);
  model.shift_bias(0, -threshold);
  on_model(options.folds + 1);
  return {DatasetDetector(std::move(model)), report};
}

}  // namespace linnet::train_detector
