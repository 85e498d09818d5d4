#include "native/train_linear/training_rows.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "core/error.h"

namespace linnet::train_linear {
namespace {

// Views as lists of keys; the second view of a row is its title alone.
struct RawView {
  std::size_t label_row;
  bool whole;  // whether it is the fuller view of its row
  std::vector<LinearFeature> features;
};

}  // namespace

TrainingRows make_rows(std::span<const Shard> shards, const LinearFeatures& features,
                       const RowOptions& options) {
  require_alike(shards);
  TrainingRows rows;
  std::vector<RawView> views;
  std::unordered_map<std::uint32_t, std::uint32_t> rows_with;
  for (const Shard& shard : shards) {
    rows.labels_per_row = shard.label_names.size();
    for (std::size_t row = 0; row < shard.rows(); ++row) {
      const std::size_t label_row = rows.partial.size();
      rows.partial.push_back(shard.partial[row]);
      const auto [title, description] = shard.pieces(row);
      views.push_back({label_row, true, features.extract(title, description)});
      for (const LinearFeature& feature : views.back().features) ++rows_with[feature.key];
      if (!description.ids.empty()) {
        views.push_back({label_row, false, features.extract(title, {})});
      }
    }
    rows.relevance.insert(rows.relevance.end(), shard.relevance.begin(), shard.relevance.end());
    if (!shard.soft.empty()) {
      rows.soft.resize(rows.relevance.size() - shard.relevance.size(), kNoSoftLabel);
      rows.soft.insert(rows.soft.end(), shard.soft.begin(), shard.soft.end());
    }
  }

  for (const auto& [key, count] : rows_with) {
    if (count >= options.min_rows) rows.keys.push_back(key);
  }
  if (!rows.soft.empty()) rows.soft.resize(rows.relevance.size(), kNoSoftLabel);
  if (rows.keys.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "no feature stands in " +
                                                 std::to_string(options.min_rows) +
                                                 " rows; there are too few rows to learn from");
  }
  std::sort(rows.keys.begin(), rows.keys.end());
  std::unordered_map<std::uint32_t, std::uint32_t> column_of;
  column_of.reserve(rows.keys.size());
  for (const std::uint32_t key : rows.keys) {
    const std::uint32_t count = rows_with.at(key);
    column_of.emplace(key, static_cast<std::uint32_t>(column_of.size()));
    rows.rows_with.push_back(count);
    const double rarity = std::log((1.0 + static_cast<double>(rows.partial.size())) /
                                   (1.0 + static_cast<double>(count)));
    rows.scales.push_back(static_cast<float>(std::pow(rarity + 1, options.idf_power)));
  }

  double squares = 0;
  for (RawView& view : views) {
    for (const LinearFeature& feature : view.features) {
      const auto found = column_of.find(feature.key);
      if (found == column_of.end()) continue;
      const float value = feature.value * rows.scales[found->second];
      squares += static_cast<double>(value) * value;
      rows.entries.push_back({found->second, value});
    }
    view.features = {};
    rows.offsets.push_back(rows.entries.size());
    rows.label_row.push_back(view.label_row);
    rows.weights.push_back(static_cast<float>(view.whole ? 1 : options.title_view_weight));
  }
  const auto to_unit =
      static_cast<float>(1 / std::sqrt(squares / static_cast<double>(rows.views())));
  for (float& scale : rows.scales) scale *= to_unit;
  for (Entry& entry : rows.entries) entry.value *= to_unit;
  return rows;
}

}  // namespace linnet::train_linear
