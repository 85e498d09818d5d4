// A run of masked-language modelling made ready: the text, its order, and the model.
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <string>
#include <vector>

#include "native/encoder/device.h"
#include "native/pretrain/masked_language_model.h"
#include "native/pretrain/masking.h"
#include "native/pretrain/mixture.h"
#include "native/pretrain/options.h"
#include "native/pretrain/packing.h"
#include "native/training/adamw.h"
#include "native/training/run_data.h"
#include "native/training/run_folder.h"

namespace linnet::pretrain {

struct PretrainTask {
  PretrainOptions options;
  std::vector<PackedText> texts;      // one a shard; the sources of the mixture
  std::vector<MixtureSource> sizes;   // their sequences to train on, and weights
  std::vector<std::size_t> held_out;  // so many sequences at the beginning of each are not
  MaskedLanguageModel model;
  at::Device device = at::kCPU;
  Precision precision = Precision::kF32;
  MaskingOptions masking;
  RunData data;                    // what the shards are
  std::string tokenizer;           // bytes of tokenizer.model, "" for none
  std::vector<std::string> notes;  // what the user should know about how things were set up

  std::size_t training_sequences() const;  // in all texts
  std::vector<SequenceRef> held_out_sequences() const;
};

// What a run with these options reads, by the options that name it.
std::vector<RunInput> inputs_of(const PretrainOptions& options);

// Reads the shards and builds the model on `device`: with weights from `checkpoint` where it is not
// empty (a run that goes on), else from options.init, else from nothing. Throws Error naming what
// does not fit: shards of different tokenizers, too little text, a vocabulary or positions that the
// config has not, other shards than the run of `checkpoint` began with.
PretrainTask open_task(const PretrainOptions& options, at::Device device,
                       const std::filesystem::path& checkpoint);

// The order of the training sequences; SequenceRef::sequence counts within PackedText.
class TrainingOrder {
 public:
  explicit TrainingOrder(const PretrainTask& task);
  SequenceRef next();
  void skip(std::uint64_t count) { mixture_.skip(count); }
  std::uint64_t drawn() const { return mixture_.drawn(); }

 private:
  std::vector<std::size_t> held_out_;
  Mixture mixture_;
};

AdamW make_optimiser(const PretrainTask& task);

}  // namespace linnet::pretrain
