#include "native/train_encoder/options.h"

#include <initializer_list>

#include "core/error.h"
#include "native/training/options_file.h"

namespace linnet {
namespace {

// As write_options() wants it.
constexpr auto kEachOption = [](auto& options, const auto& visit) {
  visit("shards", options.shards);
  visit("config", options.config);
  visit("init", options.init);
  visit("embeddings", options.embeddings);
  visit("tokenizer", options.tokenizer);
  visit("output", options.output);
  visit("fresh_head", options.fresh_head);
  visit("max_tokens", options.max_tokens);
  visit("batch_tokens", options.batch_tokens);
  visit("batch_rows", options.batch_rows);
  visit("drop_description", options.drop_description);
  visit("window", options.window);
  visit("partial", options.partial);
  visit("epochs", options.epochs);
  visit("minutes", options.minutes);
  visit("frozen_epochs", options.frozen_epochs);
  visit("frozen_layers", options.frozen_layers);
  visit("rate", options.rate);
  visit("frozen_rate", options.frozen_rate);
  visit("layer_decay", options.layer_decay);
  visit("head_scale", options.head_scale);
  visit("warmup", options.warmup);
  visit("weight_decay", options.weight_decay);
  visit("clip", options.clip);
  visit("accumulate", options.accumulate);
  visit("ema", options.ema);
  visit("dropout", options.dropout);
  visit("loss", options.loss);
  visit("label_smoothing", options.label_smoothing);
  visit("fits_target", options.fits_target);
  visit("gamma_positive", options.gamma_positive);
  visit("gamma_negative", options.gamma_negative);
  visit("margin", options.margin);
  visit("metric", options.metric);
  visit("patience", options.patience);
  visit("evaluate_every", options.evaluate_every);
  visit("seed", options.seed);
  visit("precision", options.precision);
  visit("device", options.device);
  visit("threads", options.threads);
  visit("save_every", options.save_every);
  visit("save_minutes", options.save_minutes);
  visit("log_every", options.log_every);
};

void require(bool condition, const char* message) {
  if (!condition) throw Error(ErrorCode::kInvalidArgument, message);
}

void require_one_of(const char* option, const std::string& value,
                    std::initializer_list<const char*> allowed) {
  std::string names;
  for (const char* name : allowed) {
    if (value == name) return;
    names += (names.empty() ? "" : ", ") + std::string(name);
  }
  throw Error(ErrorCode::kInvalidArgument,
              std::string(option) + ": \"" + value + "\" is not one of " + names);
}

}  // namespace

TargetOptions target_options(const TrainOptions& options) {
  return {.fits = options.fits_target, .trust_partial = options.partial == "trust"};
}

std::string to_json(const TrainOptions& options) { return write_options(options, kEachOption); }

TrainOptions parse_train_options(std::string_view json, const std::string& name) {
  return read_options<TrainOptions>(json, name, kEachOption);
}

void check(const TrainOptions& o) {
  require(!o.shards.empty(), "--shards is needed: the folder that `linnet tokenize` wrote");
  require(!o.output.empty(), "-o is needed: the folder to write the checkpoints to");
  require(!o.config.empty() || !o.init.empty(),
          "--config is needed (the model's shape), or --init (a checkpoint to start from)");
  require(o.embeddings.empty() || o.init.empty(),
          "--embeddings and --init exclude each other: a checkpoint has its own word embeddings");
  require(!o.fresh_head || !o.init.empty(), "--fresh-head has a meaning only with --init");
  require(o.max_tokens == 0 || o.max_tokens >= 8, "--max-tokens has to be at least 8");
  require(o.batch_tokens >= 1 && o.batch_rows >= 1, "--batch-tokens and --batch-rows: at least 1");
  require(o.drop_description >= 0 && o.drop_description <= 1,
          "--drop-description has to be from 0 to 1");
  require_one_of("--window", o.window, {"first", "random"});
  require_one_of("--partial", o.partial, {"mask", "trust"});
  require(o.epochs >= 0 && o.minutes >= 0, "--epochs and --minutes cannot be negative");
  require(o.epochs > 0 || o.minutes > 0, "--epochs or --minutes has to set an end");
  require(o.frozen_epochs >= 0, "--frozen-epochs cannot be negative");
  require(o.frozen_epochs == 0 || o.epochs == 0 || o.frozen_epochs <= o.epochs,
          "--frozen-epochs are part of --epochs: there cannot be more of them");
  require(o.frozen_epochs == 0 || !o.init.empty(),
          "--frozen-epochs has a meaning only with --init: an encoder that knows nothing has to "
          "learn");
  require(o.frozen_layers >= 0, "--frozen-layers cannot be negative");
  require(o.frozen_layers == 0 || !o.init.empty(),
          "--frozen-layers has a meaning only with --init: layers that know nothing have to learn");
  require(o.rate > 0 && o.frozen_rate > 0, "--rate and --frozen-rate have to be above 0");
  require(o.layer_decay > 0 && o.layer_decay <= 1, "--layer-decay has to be above 0, at most 1");
  require(o.head_scale > 0 && o.head_scale <= 1000, "--head-scale has to be above 0, at most 1000");
  require(o.warmup >= 0 && o.warmup < 1, "--warmup has to be from 0 to below 1");
  require(o.weight_decay >= 0, "--weight-decay cannot be negative");
  require(o.clip >= 0, "--clip cannot be negative");
  require(o.accumulate >= 1, "--accumulate has to be at least 1");
  require(o.ema >= 0 && o.ema < 1, "--ema has to be from 0 to below 1");
  require(o.dropout < 1, "--dropout has to be below 1");
  require_one_of("--loss", o.loss, {"bce", "asymmetric"});
  require(o.label_smoothing >= 0 && o.label_smoothing < 1,
          "--label-smoothing has to be from 0 to below 1");
  require(o.fits_target >= 0 && o.fits_target <= 1, "--fits-target has to be from 0 to 1");
  // Between 0 and 1 the gradient of the focusing factor has no bound.
  require((o.gamma_positive == 0 || o.gamma_positive >= 1) &&
              (o.gamma_negative == 0 || o.gamma_negative >= 1),
          "--gamma-positive and --gamma-negative have to be 0 or at least 1");
  require(o.margin >= 0 && o.margin < 1, "--margin has to be from 0 to below 1");
  require_one_of("--metric", o.metric, {"micro-f1", "lrap", "map", "loss"});
  require(o.patience >= 0, "--patience cannot be negative");
  require(o.evaluate_every >= 0, "--evaluate-every cannot be negative");
  require_one_of("--precision", o.precision, {"auto", "bf16", "f32"});
  require_one_of("--device", o.device, {"auto", "cpu", "cuda"});
  require(o.threads >= 0, "--threads cannot be negative");
  require(o.save_every >= 0 && o.save_minutes >= 0,
          "--save-every and --save-minutes cannot be negative");
  require(o.log_every >= 1, "--log-every has to be at least 1");
}

}  // namespace linnet
