// The data set detector from shards of both kinds of text: cross-validation, threshold, model.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "core/dataset_detector.h"
#include "core/tokenizer.h"
#include "native/shards/shards.h"
#include "native/train_linear/options.h"

namespace linnet::train_detector {

struct Options {
  Options() { model.max_bytes = 400'000; }

  train_linear::Options model;
  std::size_t folds = 5;  // of the cross-validation, at least 2
  // The share of data sets' texts, in [0, 1), that the threshold may refuse: of whole texts and of
  // titles alone, whichever is refused more often.
  double refused = 0.01;
};

// Shares of rows that the model of their fold had not seen, by the threshold that was fitted on
// these same rows; each in [0, 1].
struct Report {
  std::size_t data_sets = 0, others = 0;  // rows
  double whole_refused = 0;               // of data sets' whole texts
  double titles_refused = 0;              // of their titles alone
  double others_accepted = 0;
};

struct Trained {
  DatasetDetector detector;
  Report report;
};

// Data sets are the rows that have a tag: a row of a labelled shard without any says too little,
// and is left out. Other texts are all rows of theirs. Rows of one title are in one fold. A data
// set's title alone counts as a data set; the title alone of another text says nothing. Both kinds
// weigh the same, however many there are. `on_model` hears how many of the folds + 1 models are
// done. Throws Error(kInvalidArgument) where a kind has no row in two of the folds, or the shards
// were made by different tokenizers.
Trained train(const std::vector<Shard>& data_sets, const std::vector<Shard>& others,
              const Tokenizer& tokenizer, const Options& options,
              const std::function<void(std::size_t done)>& on_model);

}  // namespace linnet::train_detector
