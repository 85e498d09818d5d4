// What each piece of a text adds to a label's logit of the linear model.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/linear_model.h"

namespace linnet {
namespace {

struct Effect {
  std::uint32_t key = 0;
  double logit = 0;  // what the feature adds in all
  double count = 0;  // of its occurrences, those in the title weighted
};

}  // namespace

double LinearModel::weight_of(std::uint32_t key, std::size_t label) const {
  const auto found = std::lower_bound(keys_.begin(), keys_.end(), key);
  if (found == keys_.end() || *found != key) return 0;
  const auto feature = static_cast<std::size_t>(found - keys_.begin());
  const auto begin = weight_labels_.begin() + begins_[feature];
  const auto end = weight_labels_.begin() + begins_[feature + 1];
  const auto weight = std::lower_bound(begin, end, label);
  if (weight == end || *weight != label) return 0;
  const double value = weight_values_[static_cast<std::size_t>(weight - weight_labels_.begin())];
  return scales_[label] * value;
}

PieceContributions LinearModel::contributions(const Pieces& title, const Pieces& description,
                                              std::size_t label) const {
  if (label >= labels()) {
    throw Error(ErrorCode::kInvalidArgument,
                "linear model: there is no label " + std::to_string(label));
  }
  std::vector<Effect> effects;  // keys rise
  for (const LinearFeature& feature : features_.extract(title, description)) {
    const double weight = weight_of(feature.key, label);
    if (weight != 0) effects.push_back({feature.key, feature.value * weight});
  }
  // Calls `use(effect, occurrence, weight)` for each occurrence that has an effect.
  const auto visit = [&](const Pieces& pieces, double weight, const auto& use) {
    for (const FeatureOccurrence& occurrence : features_.occurrences(pieces)) {
      const auto found = std::lower_bound(
          effects.begin(), effects.end(), occurrence.key,
          [](const Effect& effect, std::uint32_t key) { return effect.key < key; });
      if (found != effects.end() && found->key == occurrence.key) use(*found, occurrence, weight);
    }
  };
  const auto count = [](Effect& effect, const FeatureOccurrence&, double weight) {
    effect.count += weight;
  };
  const double title_weight = features_.options().title_weight;
  visit(title, title_weight, count);
  visit(description, 1, count);

  PieceContributions result{std::vector<double>(title.ids.size()),
                            std::vector<double>(description.ids.size()), biases_[label]};
  const auto deal = [&](const Pieces& pieces, double field_weight, std::vector<double>& parts) {
    visit(pieces, field_weight,
          [&](const Effect& effect, const FeatureOccurrence& occurrence, double weight) {
            const auto [key, begin, end] = occurrence;
            // A title that counts nothing has no share, not 0 / 0.
            if (effect.count == 0) return;
            const double part =
                effect.logit * weight / effect.count / static_cast<double>(end - begin);
            for (std::size_t piece = begin; piece < end; ++piece) parts[piece] += part;
          });
  };
  deal(title, title_weight, result.title);
  deal(description, 1, result.description);
  return result;
}

}  // namespace linnet
