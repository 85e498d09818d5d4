// A fine-tuning task made ready: the data, the model, and how a group of batches becomes gradients.
#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "native/encoder/device.h"
#include "native/encoder/encoder.h"
#include "native/shards/shards.h"
#include "native/train_encoder/batches.h"
#include "native/train_encoder/losses.h"
#include "native/train_encoder/options.h"
#include "native/training/adamw.h"
#include "native/training/run_data.h"
#include "native/training/run_folder.h"

namespace linnet {

struct EncoderTask {
  TrainOptions options;
  Shard train, valid;
  Encoder encoder;
  Precision precision = Precision::kF32;
  BatchOptions batching;    // of training
  BatchOptions evaluation;  // of the valid rows
  LossOptions loss;
  RunData data;                    // what the shards are
  std::string tokenizer;           // bytes of tokenizer.model, "" for none
  std::vector<std::string> notes;  // what the user should know about how things were set up
};

// What a run with these options reads, by the options that name it.
std::vector<RunInput> inputs_of(const TrainOptions& options);

// Reads the shards and builds the model: with weights from `checkpoint` where it is not empty (a
// run that goes on), else from options.init, else from nothing, seeding all generators first.
// Throws Error naming what does not fit: shards with different labels, a vocabulary or positions
// that the config has not, a tokenizer that is not the shards', other shards than the run of
// `checkpoint` began with.
EncoderTask open_task(const TrainOptions& options, const std::filesystem::path& checkpoint);

// An optimiser over the parameters of the encoder, grouped as parameter_group() has it.
AdamW make_optimiser(const EncoderTask& task);

// While frozen, the encoder's parameters get no gradient, and those of its frozen layers never do;
// those of the classifier always do.
void set_encoder_frozen(EncoderTask& task, bool frozen);

struct GradientResult {
  double loss = 0;         // mean over all (row, label) pairs that count
  std::size_t tokens = 0;  // read, without padding
};

// Adds to the gradients those of the mean loss over all pairs of `batches` together, with dropout.
GradientResult accumulate_gradients(EncoderTask& task, std::span<const BatchRefs> batches);

}  // namespace linnet
