// How well an encoder does on a shard that it was not trained on.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/matrix.h"
#include "core/relevance.h"
#include "native/encoder/device.h"
#include "native/encoder/encoder.h"
#include "native/shards/shards.h"
#include "native/train_encoder/batches.h"

namespace linnet {

// What training watches. Of rows that are graded, f1, macro_f1 and lrap are those of GradedMetrics;
// of others those of Metrics, as map_micro always is, of the clear labels.
struct WatchedMetrics {
  double f1 = 0;
  double macro_f1 = 0;
  double lrap = 0;
  double map_micro = 0;
  double tags_per_row = 0;
};

WatchedMetrics watched_metrics(ScoreMatrix probabilities, LabelMatrix predictions,
                               RelevanceMatrix relevance);

struct ValidScores {
  double loss = 0;         // binary cross-entropy a pair that has a target
  float threshold = 0.5f;  // the global one with the best F1 on these rows
  WatchedMetrics metrics;  // at that threshold
};

// Logits of each row, rows x labels; those of several windows are averaged. Dropout is off while it
// runs.
std::vector<float> shard_logits(Encoder& encoder, const Shard& shard, const BatchOptions& options,
                                Precision precision);

// `logits`: rows x labels. Without metrics where the loss is not finite.
ValidScores score(const std::vector<float>& logits, const Shard& shard,
                  const TargetOptions& targets);

// How good an evaluation is by a metric ("micro-f1", "lrap", "map", "loss"), larger being better:
// the metric itself, or the loss negated; minus infinity where the loss is not finite.
double quality(const ValidScores& scores, const std::string& metric);
double metric_value(double quality, const std::string& metric);  // back to the metric

// The metrics that a log keeps of an evaluation, and their values ({} where the loss is not
// finite).
std::vector<std::string> logged_metrics();
std::map<std::string, double> logged_values(const ValidScores& scores);

// What an answer has to beat.
struct TrivialAnswer {
  std::string name;  // "nothing", "3 most frequent labels"
  WatchedMetrics metrics;
};

// No labels at all, and the k labels most frequent in `train` for k in 1, 3, 5, ranked by
// frequency.
std::vector<TrivialAnswer> trivial_answers(const Shard& train, const Shard& valid);

// A table for people: a row for each model by its name, and one for each trivial answer.
std::string scores_table(const std::vector<std::pair<std::string, ValidScores>>& models,
                         const std::vector<TrivialAnswer>& trivial);

}  // namespace linnet
