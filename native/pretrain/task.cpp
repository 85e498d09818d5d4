#include "native/pretrain/task.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/Tensor.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/error.h"
#include "native/encoder/checkpoint.h"
#include "native/training/random_state.h"
#include "native/training/starting_point.h"
#include "native/training/tokenizer_file.h"

namespace linnet::pretrain {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostHeldOut = 10;  // one of so many sequences of a shard at most

[[noreturn]] void fail(const std::string& message) {
  throw Error(ErrorCode::kInvalidArgument, message);
}

struct Texts {
  std::vector<PackedText> packed;
  std::vector<double> weights;
  std::size_t vocabulary = 0;
  std::string tokenizer_sha256;
  SpecialIds special_ids;
  RunData data;
};

Texts read_texts(const PretrainOptions& options) {
  Texts texts;
  for (const std::string& name : options.shards) {
    const WeightedFile file = parse_weighted_file(name);
    const Shard shard = read_shard(file.path);
    add_shard_facts(texts.data, "shard " + std::to_string(texts.packed.size() + 1), shard);
    if (texts.packed.empty()) {
      texts.vocabulary = shard.vocabulary;
      texts.tokenizer_sha256 = shard.tokenizer_sha256;
      texts.special_ids = shard.special_ids;
    } else if (shard.vocabulary != texts.vocabulary ||
               shard.tokenizer_sha256 != texts.tokenizer_sha256) {
      fail(file.path + ": made with another tokenizer than " + options.shards.front());
    }
    try {
      texts.packed.emplace_back(shard, static_cast<std::size_t>(options.sequence_tokens),
                                options.seed);
    } catch (const Error& error) {
      fail(file.path + ": " + error.what());
    }
    texts.weights.push_back(file.weight > 0 ? file.weight
                                            : static_cast<double>(texts.packed.back().sequences()));
  }
  return texts;
}

StartingPoint starting_point(const PretrainOptions& options, const fs::path& checkpoint) {
  return {options.config, options.init, checkpoint, options.tokenizer};
}

EncoderConfig choose_config(const PretrainOptions& options, const fs::path& checkpoint,
                            std::size_t vocabulary, const SpecialIds& special_ids) {
  EncoderConfig config = starting_config(starting_point(options, checkpoint), vocabulary,
                                         special_ids, options.dropout);
  if (options.sequence_tokens > config.max_tokens()) {
    fail("--sequence-tokens " + std::to_string(options.sequence_tokens) +
         ": the model has positions for " + std::to_string(config.max_tokens()) + " tokens");
  }
  return config;
}

void hold_out(PretrainTask& task, const std::vector<double>& weights) {
  double sum = 0;
  for (const double weight : weights) sum += weight;
  for (std::size_t i = 0; i < task.texts.size(); ++i) {
    const std::size_t sequences = task.texts[i].sequences();
    const double wanted = static_cast<double>(task.options.held_out) * weights[i] / sum;
    const std::size_t held =
        std::min(static_cast<std::size_t>(std::llround(wanted)), sequences / kMostHeldOut);
    task.held_out.push_back(held);
    task.sizes.push_back({sequences - held, weights[i]});
  }
}

}  // namespace

std::size_t PretrainTask::training_sequences() const {
  std::size_t sum = 0;
  for (const MixtureSource& source : sizes) sum += source.sequences;
  return sum;
}

std::vector<SequenceRef> PretrainTask::held_out_sequences() const {
  std::vector<SequenceRef> sequences;
  for (std::size_t source = 0; source < held_out.size(); ++source) {
    for (std::size_t i = 0; i < held_out[source]; ++i) sequences.push_back({source, i});
  }
  return sequences;
}

std::vector<RunInput> inputs_of(const PretrainOptions& options) {
  std::vector<RunInput> inputs = {
      {"--config", options.config}, {"--init", options.init}, {"--tokenizer", options.tokenizer}};
  for (const std::string& shard : options.shards) {
    inputs.push_back({"--shards", parse_weighted_file(shard).path});
  }
  return inputs;
}

PretrainTask open_task(const PretrainOptions& options, at::Device device,
                       const fs::path& checkpoint) {
  check(options);
  at::globalContext().setFlushDenormal(true);
  if (options.threads > 0) at::set_num_threads(static_cast<int>(options.threads));
  if (device.is_cuda()) at::globalContext().setFloat32MatmulPrecision("high");  // TF32
  const Precision precision = choose_precision(options.precision, device);
  Texts texts = read_texts(options);
  const bool known = checkpoint.empty() || require_same_data(checkpoint, texts.data);
  EncoderConfig config = choose_config(options, checkpoint, texts.vocabulary, texts.special_ids);
  seed_generators(options.seed);
  PretrainTask task{options, {}, {}, {}, MaskedLanguageModel(std::move(config)), device, precision,
                    {},      {}, {}, {}};
  task.data = std::move(texts.data);
  if (!known) task.notes.push_back(unknown_data(checkpoint));
  task.texts = std::move(texts.packed);
  hold_out(task, texts.weights);
  task.masking = {options.mask_share, options.whole_words, texts.vocabulary, texts.special_ids};
  task.tokenizer = read_tokenizer(starting_point(options, checkpoint).tokenizer_path(),
                                  texts.tokenizer_sha256, task.notes);
  const fs::path start = checkpoint.empty() ? fs::path(options.init) : checkpoint;
  if (!start.empty()) {
    const LoadReport report = load_weights(task.model.parameters(), start, HeadWeights::kLoad);
    if (!report.fresh.empty()) task.notes.push_back("the language model's head starts fresh");
  }
  task.model.to(device);
  task.model.encoder().set_training(true);
  return task;
}

TrainingOrder::TrainingOrder(const PretrainTask& task)
    : held_out_(task.held_out), mixture_(task.sizes, task.options.seed) {}

SequenceRef TrainingOrder::next() {
  SequenceRef ref = mixture_.next();
  ref.sequence += held_out_[ref.source];
  return ref;
}

AdamW make_optimiser(const PretrainTask& task) {
  std::vector<ParameterGroup> groups;
  for (const NamedTensor& parameter : task.model.parameters()) {
    groups.push_back(parameter_group(parameter.name,
                                     {.layers = task.model.encoder().config().num_hidden_layers}));
  }
  AdamWOptions adamw;
  adamw.weight_decay = task.options.weight_decay;
  return {task.model.parameters(), std::move(groups), adamw};
}

}  // namespace linnet::pretrain
