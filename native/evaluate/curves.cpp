#include "native/evaluate/curves.h"

#include <cmath>

#include "core/ranking.h"

namespace linnet::evaluate {
namespace {

constexpr double kStep = 1.0 / 500;  // finer than a picture shows

}  // namespace

std::vector<std::pair<double, double>> precision_recall_curve(ScoreMatrix probabilities,
                                                              RelevanceMatrix relevance) {
  ScoreRanking ranking;
  ranking.reserve(probabilities.values.size());
  for (std::size_t i = 0; i < probabilities.values.size(); ++i) {
    ranking.add(probabilities.values[i], relevance.values[i]);
  }
  const auto groups = ranking.groups();
  std::vector<std::pair<double, double>> curve;
  if (groups.empty() || groups.back().clear == 0) return curve;
  const auto clear = static_cast<double>(groups.back().clear);
  for (const ScoreGroup& group : groups) {
    const std::pair point{static_cast<double>(group.clear) / clear,
                          static_cast<double>(group.accepted) / static_cast<double>(group.given)};
    const bool last = &group == &groups.back();
    if (!last && !curve.empty() && std::abs(point.first - curve.back().first) < kStep &&
        std::abs(point.second - curve.back().second) < kStep) {
      continue;
    }
    curve.push_back(point);
  }
  return curve;
}

std::vector<ReliabilityBin> reliability_bins(ScoreMatrix probabilities, LabelMatrix truth) {
  std::vector<ReliabilityBin> bins(kCalibrationBins);
  for (std::size_t i = 0; i < probabilities.values.size(); ++i) {
    ReliabilityBin& bin = bins[calibration_bin(probabilities.values[i])];
    ++bin.pairs;
    bin.mean_probability += probabilities.values[i];
    bin.share_true += truth.values[i];
  }
  for (ReliabilityBin& bin : bins) {
    if (bin.pairs == 0) continue;
    bin.mean_probability /= static_cast<double>(bin.pairs);
    bin.share_true /= static_cast<double>(bin.pairs);
  }
  return bins;
}

}  // namespace linnet::evaluate
