#include "native/train_encoder/task.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/error.h"
#include "native/encoder/checkpoint.h"
#include "native/encoder/embeddings_file.h"
#include "native/train_encoder/tensors.h"
#include "native/training/random_state.h"
#include "native/training/starting_point.h"
#include "native/training/tokenizer_file.h"

namespace linnet {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const std::string& message) {
  throw Error(ErrorCode::kInvalidArgument, message);
}

fs::path shard_path(const TrainOptions& options, const std::string& split) {
  return fs::path(options.shards) / (split + ".shard.safetensors");
}

void check_shards(const TrainOptions& options, const Shard& train, const Shard& valid) {
  const std::string where = options.shards + ": ";
  if (train.label_names.empty()) fail(where + "the shards carry no labels");
  if (train.rows() == 0 || valid.rows() == 0) fail(where + "a shard has no rows");
  if (train.label_names != valid.label_names) fail(where + "train and valid have different labels");
  if (!same_tokenizer(train, valid)) {
    fail(where + "train and valid were made with different tokenizers");
  }
}

StartingPoint starting_point(const TrainOptions& options, const fs::path& checkpoint) {
  return {options.config, options.init, checkpoint, options.tokenizer};
}

EncoderConfig choose_config(const TrainOptions& options, const fs::path& checkpoint,
                            const Shard& train) {
  EncoderConfig config = starting_config(starting_point(options, checkpoint), train.vocabulary,
                                         train.special_ids, options.dropout);
  const bool resumes = !checkpoint.empty();
  const bool keeps_head = resumes || (options.config.empty() && !options.fresh_head);
  if (keeps_head && !config.labels.empty() && config.labels != train.label_names) {
    std::size_t first = 0;
    while (first < std::min(config.labels.size(), train.label_names.size()) &&
           config.labels[first] == train.label_names[first]) {
      ++first;
    }
    const auto name = [first](const std::vector<std::string>& labels) {
      return first < labels.size() ? "\"" + labels[first] + "\"" : "none";
    };
    fail((resumes ? checkpoint.string() : "--init " + options.init) + ": its label " +
         std::to_string(first) + " is " + name(config.labels) + ", that of the shards " +
         name(train.label_names) + "; a classifier goes with the order of its labels: " +
         (resumes ? "go on with the shards of the run" : "start a new one with --fresh-head"));
  }
  config.labels = train.label_names;
  if (options.frozen_layers > config.num_hidden_layers) {
    fail("--frozen-layers " + std::to_string(options.frozen_layers) + ": the model has " +
         std::to_string(config.num_hidden_layers) + " layers");
  }
  if (options.max_tokens > config.max_tokens()) {
    fail("--max-tokens " + std::to_string(options.max_tokens) + ": the model has positions for " +
         std::to_string(config.max_tokens()) + " tokens");
  }
  return config;
}

// A head that starts at each label's own frequency need not spend its first steps on learning that
// most labels are rare.
void set_prior_bias(Encoder& encoder, const Shard& train, const TargetOptions& options) {
  const std::size_t labels = train.label_names.size();
  std::vector<float> bias(labels);
  for (std::size_t label = 0; label < labels; ++label) {
    double positives = 1, pairs = 2;
    for (std::size_t row = 0; row < train.rows(); ++row) {
      const auto target = train.target(row, label, options);
      positives += target.value_or(0.0F);
      pairs += target ? 1 : 0;
    }
    bias[label] = static_cast<float>(std::log(positives / (pairs - positives)));
  }
  const at::NoGradGuard no_grad;
  at::Tensor target = encoder.parameters().back().tensor;
  target.copy_(at::tensor(bias));
}

BatchOptions batch_options(const TrainOptions& options, const EncoderConfig& config) {
  BatchOptions batching;
  batching.seed = options.seed;
  batching.limits.max_tokens =
      static_cast<std::size_t>(options.max_tokens > 0 ? options.max_tokens : config.max_tokens());
  batching.limits.overlap = std::min<std::size_t>(32, batching.limits.max_tokens / 8);
  batching.batch_tokens = static_cast<std::size_t>(options.batch_tokens);
  batching.batch_rows = static_cast<std::size_t>(options.batch_rows);
  batching.drop_description = options.drop_description;
  batching.window = options.window == "random" ? WindowChoice::kRandom : WindowChoice::kFirst;
  return batching;
}

GroupOptions group_options(const EncoderTask& task) {
  return {task.encoder.config().num_hidden_layers, task.options.layer_decay,
          task.options.head_scale, task.options.frozen_layers};
}

void load_start(EncoderTask& task, const fs::path& checkpoint) {
  const TrainOptions& options = task.options;
  if (!checkpoint.empty()) {
    load_weights(task.encoder, checkpoint, HeadWeights::kLoad);
    return;
  }
  if (!options.embeddings.empty()) {
    task.encoder.set_word_embeddings(
        read_embeddings(options.embeddings, task.train.tokenizer_sha256));
  }
  bool fresh_head = true;
  if (!options.init.empty()) {
    const LoadReport report = load_weights(
        task.encoder, options.init, options.fresh_head ? HeadWeights::kFresh : HeadWeights::kLoad);
    const auto& fresh = report.fresh;
    const std::string& bias = task.encoder.parameters().back().name;
    fresh_head = std::find(fresh.begin(), fresh.end(), bias) != fresh.end();
    if (fresh_head) task.notes.push_back("the classifier starts fresh");
  }
  if (fresh_head) set_prior_bias(task.encoder, task.train, target_options(options));
}

}  // namespace

std::vector<RunInput> inputs_of(const TrainOptions& options) {
  return {{"--shards", options.shards},
          {"--config", options.config},
          {"--init", options.init},
          {"--embeddings", options.embeddings},
          {"--tokenizer", options.tokenizer}};
}

EncoderTask open_task(const TrainOptions& options, const fs::path& checkpoint) {
  check(options);
  at::globalContext().setFlushDenormal(true);
  if (options.threads > 0) at::set_num_threads(static_cast<int>(options.threads));
  const at::Device device = choose_device(options.device);
  Shard train = read_shard(shard_path(options, "train"));
  Shard valid = read_shard(shard_path(options, "valid"));
  check_shards(options, train, valid);
  RunData data;
  add_shard_facts(data, "train", train);
  add_shard_facts(data, "valid", valid);
  const bool known = checkpoint.empty() || require_same_data(checkpoint, data);
  EncoderConfig config = choose_config(options, checkpoint, train);
  seed_generators(options.seed);
  EncoderTask task{options,
                   std::move(train),
                   std::move(valid),
                   Encoder(std::move(config)),
                   {},
                   {},
                   {},
                   {},
                   {},
                   {},
                   {}};
  task.data = std::move(data);
  if (!known) task.notes.push_back(unknown_data(checkpoint));
  task.precision = choose_precision(options.precision, device);
  task.batching = batch_options(options, task.encoder.config());
  task.evaluation = task.batching;
  // Without gradients a batch takes a fraction of the memory.
  task.evaluation.batch_rows = 4 * task.batching.batch_rows;
  task.loss.kind = options.loss == "asymmetric" ? LossKind::kAsymmetric : LossKind::kBce;
  task.loss.label_smoothing = options.label_smoothing;
  task.loss.gamma_positive = options.gamma_positive;
  task.loss.gamma_negative = options.gamma_negative;
  task.loss.clip = options.margin;
  task.tokenizer = read_tokenizer(starting_point(options, checkpoint).tokenizer_path(),
                                  task.train.tokenizer_sha256, task.notes);
  load_start(task, checkpoint);
  task.encoder.to(device);
  task.encoder.set_training(true);
  return task;
}

AdamW make_optimiser(const EncoderTask& task) {
  std::vector<ParameterGroup> groups;
  for (const NamedTensor& parameter : task.encoder.parameters()) {
    groups.push_back(parameter_group(parameter.name, group_options(task)));
  }
  AdamWOptions adamw;
  adamw.weight_decay = task.options.weight_decay;
  return {task.encoder.parameters(), std::move(groups), adamw};
}

void set_encoder_frozen(EncoderTask& task, bool frozen) {
  for (const NamedTensor& parameter : task.encoder.parameters()) {
    const ParameterGroup group = parameter_group(parameter.name, group_options(task));
    if (!group.head) parameter.tensor.set_requires_grad(!frozen && !group.frozen);
  }
}

GradientResult accumulate_gradients(EncoderTask& task, std::span<const BatchRefs> batches) {
  const at::Device device = task.encoder.device();
  std::vector<LabelTensors> labels;
  double pairs = 0;
  for (const BatchRefs& batch : batches) {
    labels.push_back(label_tensors(task.train, batch, target_options(task.options), device));
    pairs += labels.back().pairs;
  }
  GradientResult result;
  at::Tensor sum;
  for (std::size_t i = 0; i < batches.size(); ++i) {
    const TokenBatch tokens = collate(task.train, batches[i], task.batching.limits);
    at::Tensor loss;
    {
      const AutocastScope autocast(device, task.precision);
      const at::Tensor logits = task.encoder.logits(ids_tensor(tokens, device));
      loss = multilabel_loss(logits, labels[i].targets, labels[i].weights, task.loss) /
             std::max(pairs, 1.0);
    }
    loss.backward();
    sum = sum.defined() ? sum + loss.detach() : loss.detach();
    result.tokens += tokens.tokens;
  }
  result.loss = sum.item<double>();
  return result;
}

}  // namespace linnet
