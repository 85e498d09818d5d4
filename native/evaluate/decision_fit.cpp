#include "native/evaluate/decision_fit.h"

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <random>
#include <span>
#include <utility>

#include "core/error.h"
#include "core/ratio.h"
#include "core/threshold_fit.h"

namespace linnet::evaluate {
namespace {

constexpr std::size_t kFolds = 5;
constexpr std::size_t kMinRows = 2 * kFolds;
constexpr std::uint32_t kRepeats = 3;  // of the cross-validation that compares candidates
// In order of rising freedom. The first that comes this close to the best wins: a smaller lead is
// chance, and freer thresholds do odd things to rare labels.
constexpr double kTolerance = 0.003;
constexpr std::array<std::optional<double>, 3> kShrinkages{std::nullopt, 50.0, 10.0};
constexpr std::array kFrequencyPowers{0.0, 0.25, 0.5};

// A tag that is wrong nine times out of ten helps nobody who reads it, whatever it adds to macro
// F1.
constexpr float kLeastThreshold = 0.1F;

// The strictnesses at which a rule is measured, as Adjustment::shift.
constexpr std::array kShifts{-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0};

std::vector<ThresholdChoice> threshold_choices() {
  std::vector<ThresholdChoice> choices;
  for (const auto& shrinkage : kShrinkages) {
    for (const double power : kFrequencyPowers) choices.push_back({power, shrinkage});
  }
  return choices;
}

// Where the shift for titles alone is looked for, likewise.
constexpr double kTitleStep = 0.1;
constexpr int kTitleSteps = 20;

// Where the second threshold is looked for, likewise.
constexpr double kClearStep = 0.1;
constexpr std::size_t kClearSteps = 40;

// Copies of some rows of a split.
struct Rows {
  std::vector<float> logits;
  std::vector<Relevance> relevance;
  std::size_t count = 0;
  std::size_t labels = 0;

  ScoreMatrix scores() const { return {logits, count, labels}; }
  RelevanceMatrix matrix() const { return {relevance, count, labels}; }
};

Rows take(ScoreMatrix logits, RelevanceMatrix relevance, std::span<const std::size_t> indices) {
  Rows rows;
  rows.count = indices.size();
  rows.labels = logits.columns;
  for (const std::size_t index : indices) {
    const auto row_logits = logits.row(index);
    const auto row_relevance = relevance.row(index);
    rows.logits.insert(rows.logits.end(), row_logits.begin(), row_logits.end());
    rows.relevance.insert(rows.relevance.end(), row_relevance.begin(), row_relevance.end());
  }
  return rows;
}

struct Blend {
  double instant_weight = 0;
  std::vector<float> logits;  // of all rows
};

// With the weight that is best on the rows of `indices`; without `instant`, the logits themselves.
Blend fit_blend(ScoreMatrix logits, const std::optional<ScoreMatrix>& instant,
                RelevanceMatrix relevance, std::span<const std::size_t> indices) {
  if (!instant) return {0, {logits.values.begin(), logits.values.end()}};
  const Rows full = take(logits, relevance, indices);
  const Rows other = take(*instant, relevance, indices);
  const auto accepted = at_least(full.matrix(), Relevance::kFits);
  const double weight =
      fit_instant_weight(full.scores(), other.scores(), {accepted, full.count, full.labels});
  return {weight, blend_logits(logits.values, instant->values, weight)};
}

// The rules for some choices at once; what they share is fitted once.
std::vector<DecisionRule> fit_rules(ScoreMatrix logits, RelevanceMatrix relevance,
                                    std::size_t max_tags,
                                    std::span<const ThresholdChoice> choices) {
  DecisionRule base;
  const auto accepted = at_least(relevance, Relevance::kFits);
  base.calibration = fit_calibration(logits, {accepted, relevance.rows, relevance.columns});
  base.max_tags = max_tags;
  base.thresholds.assign(logits.columns, 0.5F);
  const Decided decided = decide_rows(Decision(base), logits);
  const ScoreMatrix probabilities{decided.probabilities, logits.rows, logits.columns};
  std::map<double, std::vector<float>> common;  // by power
  std::vector<DecisionRule> rules;
  for (const ThresholdChoice& choice : choices) {
    auto& thresholds = common[choice.frequency_power];
    if (thresholds.empty()) {
      thresholds = fit_common_thresholds(probabilities, relevance, choice.frequency_power);
    }
    DecisionRule rule = base;
    rule.thresholds = choice.shrinkage ? fit_label_thresholds(probabilities, relevance, thresholds,
                                                              *choice.shrinkage)
                                       : thresholds;
    for (float& threshold : rule.thresholds) threshold = std::max(threshold, kLeastThreshold);
    rules.push_back(std::move(rule));
  }
  return rules;
}

struct Fold {
  std::vector<std::size_t> fit;
  std::vector<std::size_t> held_out;
};

std::vector<Fold> make_folds(std::size_t rows, std::uint32_t seed = 0) {
  std::vector<std::size_t> order(rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::mt19937 generator(seed);
  for (std::size_t i = rows; i > 1; --i) std::swap(order[i - 1], order[generator() % i]);
  std::vector<Fold> folds(kFolds);
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t fold = 0; fold < kFolds; ++fold) {
      (i % kFolds == fold ? folds[fold].held_out : folds[fold].fit).push_back(order[i]);
    }
  }
  return folds;
}

// What was given, what was clear and what was both, label by label.
class Counts {
 public:
  explicit Counts(std::size_t labels) : labels_(labels) {}

  void add(const std::vector<std::uint8_t>& predictions, std::span<const Relevance> relevance) {
    for (std::size_t i = 0; i < predictions.size(); ++i) {
      GradedLabelMetrics& label = labels_[i % labels_.size()];
      const bool given = predictions[i] != 0;
      const bool clear = relevance[i] == Relevance::kClear;
      const bool fits = relevance[i] == Relevance::kFits;
      label.clear += clear ? 1 : 0;
      label.given += given ? 1 : 0;
      label.given_clear += given && clear ? 1 : 0;
      label.given_fits += given && fits ? 1 : 0;
    }
  }
  GradedMetrics metrics() const { return graded_label_metrics(labels_); }
  std::size_t given() const {
    std::size_t sum = 0;
    for (const GradedLabelMetrics& label : labels_) sum += label.given;
    return sum;
  }

 private:
  std::vector<GradedLabelMetrics> labels_;
};

// Of the tags in the first group, and of those that clearly fit, how many there are and are both.
struct GroupCounts {
  std::size_t first = 0, clear = 0, both = 0;

  // Of every label whose probability is over its threshold, shifted so far on.
  void add(const Decision& shifted, ScoreMatrix logits, RelevanceMatrix relevance) {
    const Decided decided = decide_rows(shifted, logits);
    for (std::size_t i = 0; i < decided.predictions.size(); ++i) {
      const bool is_first = decided.predictions[i] != 0;
      const bool is_clear = relevance.values[i] == Relevance::kClear;
      first += is_first ? 1 : 0;
      clear += is_clear ? 1 : 0;
      both += is_first && is_clear ? 1 : 0;
    }
  }
  double f1() const { return graded_f1(first, both, both, clear); }
};

// The shift beyond which tags clearly fit, by the best F1 of clear tags in the first group.
double fit_clear_shift(const DecisionRule& rule, ScoreMatrix logits, RelevanceMatrix relevance) {
  const Decision decision(rule);
  double best_f1 = -1;
  double best = 0;
  for (std::size_t step = 0; step <= kClearSteps; ++step) {
    const double shift = static_cast<double>(step) * kClearStep;
    GroupCounts counts;
    counts.add(decision.adjusted({.shift = shift}), logits, relevance);
    if (counts.f1() > best_f1) {
      best_f1 = counts.f1();
      best = shift;
    }
  }
  return best;
}

// Each choice, cross-validated on these rows.
std::vector<ThresholdScore> score_choices(ScoreMatrix logits, RelevanceMatrix relevance,
                                          std::size_t max_tags) {
  const std::vector<ThresholdChoice> choices = threshold_choices();
  std::vector<Counts> counts(choices.size(), Counts(logits.columns));
  for (std::uint32_t repeat = 1; repeat <= kRepeats; ++repeat) {
    for (const Fold& fold : make_folds(logits.rows, repeat)) {
      const Rows fit = take(logits, relevance, fold.fit);
      const Rows test = take(logits, relevance, fold.held_out);
      const auto rules = fit_rules(fit.scores(), fit.matrix(), max_tags, choices);
      for (std::size_t i = 0; i < rules.size(); ++i) {
        counts[i].add(decide_rows(Decision(rules[i]), test.scores()).predictions, test.relevance);
      }
    }
  }
  std::vector<ThresholdScore> scores;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const GradedMetrics metrics = counts[i].metrics();
    scores.push_back({choices[i], metrics.f1, metrics.macro_f1});
  }
  return scores;
}

ThresholdChoice choose(const std::vector<ThresholdScore>& scores) {
  double best = 0;
  for (const ThresholdScore& score : scores) best = std::max(best, score.mean_f1());
  for (const ThresholdScore& score : scores) {
    if (score.mean_f1() >= best - kTolerance) return score.choice;
  }
  return {};
}

}  // namespace

Decided decide_rows(const Decision& decision, ScoreMatrix logits) {
  Decided decided;
  decided.probabilities.reserve(logits.values.size());
  decided.predictions.resize(logits.values.size());
  for (std::size_t row = 0; row < logits.rows; ++row) {
    const auto probabilities = decision.probabilities(logits.row(row));
    decided.probabilities.insert(decided.probabilities.end(), probabilities.begin(),
                                 probabilities.end());
    for (const Tag& tag : decision.decide(logits.row(row))) {
      decided.predictions[row * logits.columns + tag.label] = 1;
    }
  }
  return decided;
}

double fit_title_shift(const DecisionRule& rule, ScoreMatrix title_logits,
                       RelevanceMatrix relevance) {
  const Decision decision(rule);
  const auto f1 = [&](double shift) {
    const Decided decided = decide_rows(decision.adjusted({.shift = shift}), title_logits);
    return graded_metrics_of(decided, relevance).f1;
  };
  const double without = f1(0);
  double best = 0, best_f1 = without;
  for (int step = -kTitleSteps; step <= kTitleSteps; ++step) {
    const double shift = kTitleStep * step;
    const double candidate = f1(shift);
    if (candidate > best_f1) {
      best = shift;
      best_f1 = candidate;
    }
  }
  return best_f1 - without > kTolerance ? best : 0;
}

Metrics metrics_of(const Decided& decided, LabelMatrix truth) {
  return compute_metrics({decided.probabilities, truth.rows, truth.columns},
                         {decided.predictions, truth.rows, truth.columns}, truth);
}

GradedMetrics graded_metrics_of(const Decided& decided, RelevanceMatrix relevance) {
  return compute_graded_metrics({decided.probabilities, relevance.rows, relevance.columns},
                                {decided.predictions, relevance.rows, relevance.columns},
                                relevance);
}

DecisionFit fit_decision(ScoreMatrix logits, RelevanceMatrix relevance, std::size_t max_tags,
                         const std::optional<ScoreMatrix>& instant) {
  if (logits.rows < kMinRows) {
    throw Error(ErrorCode::kInvalidArgument, "a decision is fitted on at least " +
                                                 std::to_string(kMinRows) + " rows; there are " +
                                                 std::to_string(logits.rows));
  }
  std::vector<std::size_t> every_row(logits.rows);
  std::iota(every_row.begin(), every_row.end(), std::size_t{0});

  DecisionFit fit;
  const Blend blend = fit_blend(logits, instant, relevance, every_row);
  const ScoreMatrix blended{blend.logits, logits.rows, logits.columns};
  fit.candidates = score_choices(blended, relevance, max_tags);
  fit.choice = choose(fit.candidates);
  fit.rule = fit_rules(blended, relevance, max_tags, std::span(&fit.choice, 1)).front();
  fit.rule.instant_weight = blend.instant_weight;

  const bool graded = is_graded(relevance.values);
  fit.rule.evidence = {logits.rows, graded};
  std::vector<Counts> counts(kShifts.size(), Counts(logits.columns));
  GroupCounts group;
  fit.held_out.probabilities.resize(logits.values.size());
  fit.held_out.predictions.resize(logits.values.size());
  for (const Fold& fold : make_folds(logits.rows)) {
    const Blend fold_blend = fit_blend(logits, instant, relevance, fold.fit);
    const ScoreMatrix scores{fold_blend.logits, logits.rows, logits.columns};
    const Rows rows = take(scores, relevance, fold.fit);
    const auto choice = choose(score_choices(rows.scores(), rows.matrix(), max_tags));
    const auto rule =
        fit_rules(rows.scores(), rows.matrix(), max_tags, std::span(&choice, 1)).front();
    const Rows test = take(scores, relevance, fold.held_out);
    const Decided decided = decide_rows(Decision(rule), test.scores());
    if (graded) {
      const double shift = fit_clear_shift(rule, rows.scores(), rows.matrix());
      group.add(Decision(rule).adjusted({.shift = shift}), test.scores(), test.matrix());
    }
    for (std::size_t i = 0; i < kShifts.size(); ++i) {
      const Decision shifted = Decision(rule).adjusted({.shift = kShifts[i]});
      counts[i].add(decide_rows(shifted, test.scores()).predictions, test.relevance);
    }
    for (std::size_t i = 0; i < fold.held_out.size(); ++i) {
      for (std::size_t label = 0; label < logits.columns; ++label) {
        const std::size_t from = i * logits.columns + label;
        const std::size_t to = fold.held_out[i] * logits.columns + label;
        fit.held_out.probabilities[to] = decided.probabilities[from];
        fit.held_out.predictions[to] = decided.predictions[from];
      }
    }
  }
  if (graded) {
    fit.rule.clear_group = {fit_clear_shift(fit.rule, blended, relevance),
                            ratio(group.both, group.first), ratio(group.both, group.clear)};
  }
  for (std::size_t i = 0; i < kShifts.size(); ++i) {
    const GradedMetrics metrics = counts[i].metrics();
    fit.rule.operating_points.push_back(
        {kShifts[i], metrics.accepted, metrics.clear_found,
         static_cast<double>(counts[i].given()) / static_cast<double>(logits.rows)});
  }
  return fit;
}

}  // namespace linnet::evaluate
