#include "native/train_encoder/valid.h"

#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numeric>

#include "core/decision.h"
#include "core/graded_metrics.h"
#include "core/metrics.h"
#include "core/ratio.h"
#include "core/threshold_fit.h"
#include "native/train_encoder/tensors.h"

namespace linnet {
namespace {

float sigmoid(float logit) { return 1 / (1 + std::exp(-logit)); }

double pair_loss(double logit, double target) {
  return std::max(logit, 0.0) - target * logit + std::log1p(std::exp(-std::abs(logit)));
}

double mean_loss(std::span<const float> logits, const Shard& shard, const TargetOptions& targets) {
  const std::size_t labels = shard.label_names.size();
  double sum = 0;
  std::size_t pairs = 0;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const auto target = shard.target(i / labels, i % labels, targets);
    if (!target) continue;
    sum += pair_loss(logits[i], *target);
    ++pairs;
  }
  return ratio(sum, pairs);
}

class TrainingOff {
 public:
  explicit TrainingOff(Encoder& encoder) : encoder_(encoder), was_(encoder.training()) {
    encoder_.set_training(false);
  }
  ~TrainingOff() { encoder_.set_training(was_); }
  TrainingOff(const TrainingOff&) = delete;
  TrainingOff& operator=(const TrainingOff&) = delete;

 private:
  Encoder& encoder_;
  bool was_;
};

std::string table_row(const std::string& name, const WatchedMetrics& metrics) {
  char text[160];
  std::snprintf(text, sizeof text, "%-26s %8.3f %8.3f %8.3f %9.3f %8.3f\n", name.c_str(),
                metrics.f1, metrics.macro_f1, metrics.lrap, metrics.map_micro,
                metrics.tags_per_row);
  return text;
}

}  // namespace

std::vector<float> shard_logits(Encoder& encoder, const Shard& shard, const BatchOptions& options,
                                Precision precision) {
  const at::NoGradGuard no_grad;
  const TrainingOff training_off(encoder);
  const std::size_t labels = shard.label_names.size();
  std::vector<std::vector<float>> windows(shard.rows());  // of each row, windows x labels
  for (const BatchRefs& batch : plan_evaluation(shard, options)) {
    const AutocastScope autocast(encoder.device(), precision);
    const at::Tensor ids = ids_tensor(collate(shard, batch, options.limits), encoder.device());
    const at::Tensor logits = encoder.logits(ids).to(at::kFloat).cpu().contiguous();
    const float* values = logits.data_ptr<float>();
    for (std::size_t i = 0; i < batch.size(); ++i) {
      std::vector<float>& row = windows[batch[i].row];
      row.insert(row.end(), values + i * labels, values + (i + 1) * labels);
    }
  }
  std::vector<float> pooled;
  pooled.reserve(shard.rows() * labels);
  for (const std::vector<float>& row : windows) {
    const std::vector<float> mean = pool_windows(row, labels);
    pooled.insert(pooled.end(), mean.begin(), mean.end());
  }
  return pooled;
}

WatchedMetrics watched_metrics(ScoreMatrix probabilities, LabelMatrix predictions,
                               RelevanceMatrix relevance) {
  const auto clear = at_least(relevance, Relevance::kClear);
  const Metrics plain =
      compute_metrics(probabilities, predictions, {clear, relevance.rows, relevance.columns});
  WatchedMetrics watched{plain.micro.f1, plain.macro.f1, plain.lrap, plain.map_micro,
                         plain.tags_per_row};
  if (is_graded(relevance.values)) {
    const GradedMetrics graded = compute_graded_metrics(probabilities, predictions, relevance);
    watched.f1 = graded.f1;
    watched.macro_f1 = graded.macro_f1;
    watched.lrap = graded.lrap;
  }
  return watched;
}

ValidScores score(const std::vector<float>& logits, const Shard& shard,
                  const TargetOptions& targets) {
  std::vector<float> probabilities(logits.size());
  std::transform(logits.begin(), logits.end(), probabilities.begin(), sigmoid);
  const ScoreMatrix scores{probabilities, shard.rows(), shard.label_names.size()};
  ValidScores result;
  result.loss = mean_loss(logits, shard, targets);
  // A model that diverged has no metrics; the caller sees it by its loss.
  if (!std::isfinite(result.loss)) return result;
  result.threshold = fit_global_threshold(scores, shard.relevance_matrix());
  const std::vector<std::uint8_t> predictions = apply_thresholds(scores, {&result.threshold, 1});
  result.metrics =
      watched_metrics(scores, {predictions, scores.rows, scores.columns}, shard.relevance_matrix());
  return result;
}

double quality(const ValidScores& scores, const std::string& metric) {
  if (!std::isfinite(scores.loss)) return -std::numeric_limits<double>::infinity();
  if (metric == "loss") return -scores.loss;
  if (metric == "lrap") return scores.metrics.lrap;
  if (metric == "map") return scores.metrics.map_micro;
  return scores.metrics.f1;
}

double metric_value(double quality, const std::string& metric) {
  return metric == "loss" ? -quality : quality;
}

std::vector<std::string> logged_metrics() {
  return {"valid_loss", "micro_f1", "macro_f1", "lrap", "map_micro"};
}

std::map<std::string, double> logged_values(const ValidScores& scores) {
  if (!std::isfinite(scores.loss)) return {};
  return {{"valid_loss", scores.loss},
          {"micro_f1", scores.metrics.f1},
          {"macro_f1", scores.metrics.macro_f1},
          {"lrap", scores.metrics.lrap},
          {"map_micro", scores.metrics.map_micro}};
}

std::vector<TrivialAnswer> trivial_answers(const Shard& train, const Shard& valid) {
  const std::size_t labels = train.label_names.size();
  std::vector<float> frequency(labels, 0);
  for (std::size_t i = 0; i < train.relevance.size(); ++i) {
    frequency[i % labels] += train.relevance[i] == Relevance::kClear ? 1.0F : 0.0F;
  }
  for (float& share : frequency)
    share /= static_cast<float>(std::max<std::size_t>(train.rows(), 1));
  std::vector<std::size_t> order(labels);
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return frequency[a] > frequency[b]; });

  const auto answer = [&](const std::string& name, std::size_t count, const auto& probability) {
    std::vector<float> scores;
    std::vector<std::uint8_t> given(labels, 0), predictions;
    for (std::size_t i = 0; i < std::min(count, labels); ++i) given[order[i]] = 1;
    for (std::size_t row = 0; row < valid.rows(); ++row) {
      scores.insert(scores.end(), probability.begin(), probability.end());
      predictions.insert(predictions.end(), given.begin(), given.end());
    }
    return TrivialAnswer{
        name, watched_metrics({scores, valid.rows(), labels}, {predictions, valid.rows(), labels},
                              valid.relevance_matrix())};
  };
  std::vector<TrivialAnswer> answers = {answer("nothing", 0, std::vector<float>(labels, 0))};
  answers.push_back(answer("most frequent label", 1, frequency));
  for (const std::size_t count : {3, 5}) {
    answers.push_back(answer(std::to_string(count) + " most frequent labels", count, frequency));
  }
  return answers;
}

std::string scores_table(const std::vector<std::pair<std::string, ValidScores>>& models,
                         const std::vector<TrivialAnswer>& trivial) {
  std::string table = "valid                            F1 macro F1     LRAP mAP micro tags/row\n";
  for (const auto& [name, scores] : models) {
    char threshold[32];
    std::snprintf(threshold, sizeof threshold, ", threshold %.3f",
                  static_cast<double>(scores.threshold));
    table += table_row(name + threshold, scores.metrics);
  }
  for (const TrivialAnswer& answer : trivial) table += table_row(answer.name, answer.metrics);
  return table;
}

}  // namespace linnet
