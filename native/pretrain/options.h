// Everything that decides a run of masked-language modelling, as the command line gives it and as a
// checkpoint keeps it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace linnet::pretrain {

struct PretrainOptions {
  // What to read and where to write.
  std::vector<std::string> shards;  // FILE or FILE@WEIGHT
  std::string config;               // config.json of a model to start from nothing
  std::string init;                 // checkpoint folder to take weights from; "" for none
  std::string tokenizer;            // tokenizer.model to keep beside the weights; "" for none
  std::string output;

  // Sequences and masks.
  std::int64_t sequence_tokens = 256;
  std::int64_t batch_tokens = 16384;  // of one process between two looks at the gradient
  std::int64_t accumulate = 1;        // batches whose gradients make one step
  double mask_share = 0.15;
  bool whole_words = false;

  // Optimiser and schedule.
  std::int64_t steps = 0;  // 0: none but the time's limit
  double minutes = 0;      // 0: none but the steps' limit
  double rate = 5e-4;
  double warmup = 0.06;
  double weight_decay = 0.01;
  double clip = 1;
  double dropout = -1;  // for both dropouts of the config; below 0 leaves them as they are

  // Evaluation.
  std::int64_t held_out = 256;   // sequences that are not trained on
  std::int64_t evaluate = 1000;  // steps between evaluations; 0: at the end alone

  // Machine and bookkeeping.
  std::uint64_t seed = 1;
  std::string precision = "auto";  // or "bf16", "f32"
  std::string device = "auto";     // or "cpu", "cuda"
  std::int64_t threads = 0;        // 0: libtorch's choice
  double save_minutes = 10;        // 0: at the end alone
  std::int64_t log_every = 20;     // steps

  std::int64_t batch_rows() const { return batch_tokens / sequence_tokens; }

  bool operator==(const PretrainOptions&) const = default;
};

// training_args.json: an object with these names, indented.
std::string to_json(const PretrainOptions& options);
// `name` is the file named in messages. Options that are not there keep their defaults. Throws
// Error(kInvalidFormat).
PretrainOptions parse_options(std::string_view json, const std::string& name);

// Throws Error(kInvalidArgument) that names the option where a value is out of range or two
// contradict each other.
void check(const PretrainOptions& options);

// A shard and its weight in the mixture; 0 where none was given.
struct WeightedFile {
  std::string path;
  double weight = 0;
};

// "FILE" or "FILE@WEIGHT", a weight over 0. Throws Error(kInvalidArgument).
WeightedFile parse_weighted_file(const std::string& text);

}  // namespace linnet::pretrain
