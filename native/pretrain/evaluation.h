// How well the model fills masks in text that it was not trained on.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "native/pretrain/task.h"
#include "native/training/data_parallel.h"

namespace linnet::pretrain {

struct MaskedScores {
  double loss = 0;      // mean cross-entropy, in nats
  double accuracy = 0;  // share of the masks for which the most likely piece is the right one
  std::int64_t masks = 0;
};

// On the held-out sequences, with the same masks each time, whatever the run's seed. The processes
// share the work, and each gets the scores of all.
MaskedScores evaluate(PretrainTask& task, DataParallel& processes);

// The same masks filled without reading the text: by how often each piece occurs in it.
MaskedScores evaluate_frequencies(const PretrainTask& task);

// Columns of log.csv, and their values.
std::vector<std::string> logged_metrics();
std::map<std::string, double> logged_values(const MaskedScores& scores);

}  // namespace linnet::pretrain
