#include "native/train_network/train.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/index_select.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/error.h"
#include "native/train_encoder/losses.h"
#include "native/train_network/trainable_network.h"
#include "native/training/adamw.h"
#include "native/training/random_state.h"
#include "native/training/schedule.h"
#include "native/training/seeded_random.h"

namespace linnet::train_network {
namespace {

constexpr double kFirstBias = -3;    // few labels of many fit
constexpr double kMaxNorm = 10;      // of the gradient; what is longer is cut to it
constexpr double kSmoothing = 0.98;  // of the loss that is told

struct Row {
  const Shard* shard = nullptr;
  std::size_t index = 0;  // in the shard
};

std::vector<Row> rows_of(std::span<const Shard> shards) {
  require_alike(shards);
  if (shards.front().label_names.empty()) {
    throw Error(ErrorCode::kInvalidArgument, "a shard has no labels to learn from");
  }
  std::vector<Row> rows;
  for (const Shard& shard : shards) {
    for (std::size_t row = 0; row < shard.rows(); ++row) rows.push_back({&shard, row});
  }
  if (rows.empty()) throw Error(ErrorCode::kInvalidArgument, "there are no rows to learn from");
  return rows;
}

void append(std::span<const std::uint16_t> pieces, Bags& bags) {
  bags.offsets.push_back(static_cast<std::int64_t>(bags.ids.size()));
  bags.ids.insert(bags.ids.end(), pieces.begin(), pieces.end());
}

struct Batch {
  Bags titles, descriptions;
  std::vector<float> targets, weights;  // rows x labels
};

Batch batch_of(std::span<const Row> rows, const NetworkOptions& options, SeededRandom& random) {
  Batch batch;
  for (const Row& row : rows) {
    append(row.shard->title(row.index), batch.titles);
    const auto description = row.shard->description(row.index);
    const bool alone = random.uniform() < options.drop_description;
    append(description.first(alone ? 0 : std::min(description.size(), options.max_pieces)),
           batch.descriptions);
    for (std::size_t label = 0; label < row.shard->label_names.size(); ++label) {
      const auto target = row.shard->target(row.index, label, {options.fits_target});
      batch.targets.push_back(target.value_or(0.0F));
      batch.weights.push_back(target ? 1.0F : 0.0F);
    }
  }
  return batch;
}

std::vector<ParameterGroup> groups_of(const std::vector<NamedTensor>& parameters) {
  std::vector<ParameterGroup> groups;
  for (const NamedTensor& parameter : parameters) {
    groups.push_back({.decays = parameter.name.ends_with(".weight")});
  }
  return groups;
}

}  // namespace

AveragingNetwork train(std::span<const Shard> shards, const at::Tensor& vectors,
                       const NetworkOptions& options,
                       const std::function<void(const TrainingState&)>& on_batch) {
  std::vector<Row> rows = rows_of(shards);
  const auto labels = static_cast<std::int64_t>(shards.front().label_names.size());
  seed_generators(options.seed);
  const TrainableNetwork network(vectors, options.hidden, labels, kFirstBias);
  AdamW optimizer(network.parameters(), groups_of(network.parameters()),
                  {.weight_decay = options.weight_decay});
  const OneCycle schedule{.warmup = 0.05};
  const auto total = static_cast<double>(rows.size() * options.epochs);
  TrainingState state;
  for (std::size_t epoch = 0; epoch < options.epochs; ++epoch) {
    SeededRandom random(options.seed, epoch);
    random.shuffle(rows);
    for (std::size_t first = 0; first < rows.size(); first += options.batch_rows) {
      const auto part =
          std::span(rows).subspan(first, std::min(options.batch_rows, rows.size() - first));
      Batch batch = batch_of(part, options, random);
      const std::int64_t shape[] = {static_cast<std::int64_t>(part.size()), labels};
      const at::Tensor loss =
          multilabel_loss(network.logits(batch.titles, batch.descriptions, options.dropout),
                          at::from_blob(batch.targets.data(), shape, at::kFloat),
                          at::from_blob(batch.weights.data(), shape, at::kFloat), {}) /
          shape[0];
      const auto value = loss.item<double>();
      if (!std::isfinite(value)) {
        throw Error(ErrorCode::kFailed, "the loss is not finite after " +
                                            std::to_string(state.rows) + " rows; lower --rate");
      }
      clear_gradients(network.parameters());
      loss.backward();
      const double norm = gradient_norm(network.parameters());
      optimizer.step(options.rate * schedule(static_cast<double>(state.rows) / total),
                     norm > kMaxNorm ? kMaxNorm / norm : 1);
      state.loss = state.rows == 0 ? value : kSmoothing * state.loss + (1 - kSmoothing) * value;
      state.rows += part.size();
      on_batch(state);
    }
  }
  return AveragingNetwork(network.weights(shards.front().tokenizer_sha256));
}

}  // namespace linnet::train_network
