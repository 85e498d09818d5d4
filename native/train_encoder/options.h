// Everything that decides a training run, as the command line gives it and as a checkpoint keeps
// it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "native/shards/targets.h"

namespace linnet {

struct TrainOptions {
  // What to read and where to write.
  std::string shards;      // folder with train.shard.safetensors and valid.shard.safetensors
  std::string config;      // config.json of a model to start from nothing; "" takes that of `init`
  std::string init;        // checkpoint folder to take weights from; "" for none
  std::string embeddings;  // word embeddings of `linnet train embeddings`; "" draws them at random
  std::string tokenizer;   // tokenizer.model to keep beside the weights; "" for none
  std::string output;
  bool fresh_head = false;  // leave the classifier of `init` out

  // Examples and batches.
  std::int64_t max_tokens = 0;  // of a window; 0: as many as the model has positions for
  std::int64_t batch_tokens = 4096;
  std::int64_t batch_rows = 64;
  double drop_description = 0.3;
  std::string window = "first";  // or "random"
  std::string partial = "mask";  // or "trust"

  // Optimiser and schedule.
  std::int64_t epochs = 5;  // 0: none but the time's limit
  double minutes = 0;       // 0: none but the epochs' limit
  std::int64_t frozen_epochs = 0;
  std::int64_t frozen_layers = 0;  // the lowest ones and the embeddings; 0: all learn
  double rate = 3e-4;
  double frozen_rate = 1e-3;
  double layer_decay = 1;
  double head_scale = 1;
  double warmup = 0.1;
  double weight_decay = 0.01;
  double clip = 1;
  std::int64_t accumulate = 1;
  double ema = 0;
  double dropout = -1;  // for both dropouts of the config; below 0 leaves them as they are

  // Loss.
  std::string loss = "bce";  // or "asymmetric"
  double label_smoothing = 0;
  double fits_target = 0.4;  // of a label that fits but is not clear; a clear one has 1
  double gamma_positive = 0;
  double gamma_negative = 4;
  double margin = 0.05;

  // Choosing the best.
  std::string metric = "micro-f1";  // or "lrap", "map", "loss"
  std::int64_t patience = 3;        // evaluations without a better one; 0 never stops early
  std::int64_t evaluate_every = 0;  // steps; 0: at the end of each epoch

  // Machine and bookkeeping.
  std::uint64_t seed = 1;
  std::string precision = "auto";  // or "bf16", "f32"
  std::string device = "auto";     // or "cpu", "cuda"
  std::int64_t threads = 0;        // 0: libtorch's choice
  std::int64_t save_every = 0;     // steps
  double save_minutes = 10;
  std::int64_t log_every = 20;  // steps

  bool operator==(const TrainOptions&) const = default;
};

TargetOptions target_options(const TrainOptions& options);

// training_args.json: an object with these names, indented.
std::string to_json(const TrainOptions& options);
// `name` is the file named in messages. Options that are not there keep their defaults. Throws
// Error(kInvalidFormat).
TrainOptions parse_train_options(std::string_view json, const std::string& name);

// Throws Error(kInvalidArgument) that names the option where a value is out of range or two
// contradict each other.
void check(const TrainOptions& options);

}  // namespace linnet
