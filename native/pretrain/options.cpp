#include "native/pretrain/options.h"

#include <charconv>
#include <cmath>

#include "core/error.h"
#include "native/training/options_file.h"

namespace linnet::pretrain {
namespace {

// As write_options() wants it.
constexpr auto kEachOption = [](auto& options, const auto& visit) {
  visit("shards", options.shards);
  visit("config", options.config);
  visit("init", options.init);
  visit("tokenizer", options.tokenizer);
  visit("output", options.output);
  visit("sequence_tokens", options.sequence_tokens);
  visit("batch_tokens", options.batch_tokens);
  visit("accumulate", options.accumulate);
  visit("mask_share", options.mask_share);
  visit("whole_words", options.whole_words);
  visit("steps", options.steps);
  visit("minutes", options.minutes);
  visit("rate", options.rate);
  visit("warmup", options.warmup);
  visit("weight_decay", options.weight_decay);
  visit("clip", options.clip);
  visit("dropout", options.dropout);
  visit("held_out", options.held_out);
  visit("evaluate", options.evaluate);
  visit("seed", options.seed);
  visit("precision", options.precision);
  visit("device", options.device);
  visit("threads", options.threads);
  visit("save_minutes", options.save_minutes);
  visit("log_every", options.log_every);
};

void require(bool condition, const char* message) {
  if (!condition) throw Error(ErrorCode::kInvalidArgument, message);
}

}  // namespace

std::string to_json(const PretrainOptions& options) { return write_options(options, kEachOption); }

PretrainOptions parse_options(std::string_view json, const std::string& name) {
  return read_options<PretrainOptions>(json, name, kEachOption);
}

void check(const PretrainOptions& o) {
  require(!o.shards.empty(), "--shards is needed: files that `linnet tokenize` wrote");
  std::size_t weighted = 0;
  for (const std::string& file : o.shards) weighted += parse_weighted_file(file).weight > 0;
  require(weighted == 0 || weighted == o.shards.size(),
          "--shards: give a weight to all of the files or to none");
  require(!o.output.empty(), "-o is needed: the folder to write the checkpoints to");
  require(!o.config.empty() || !o.init.empty(),
          "--config is needed (the model's shape), or --init (a checkpoint to start from)");
  require(o.sequence_tokens >= 8, "--sequence-tokens has to be at least 8");
  require(o.batch_tokens >= o.sequence_tokens,
          "--batch-tokens has to hold a sequence: at least --sequence-tokens");
  require(o.batch_tokens % o.sequence_tokens == 0,
          "--batch-tokens has to be a multiple of --sequence-tokens");
  require(o.accumulate >= 1, "--accumulate has to be at least 1");
  require(o.mask_share > 0 && o.mask_share < 1, "--mask-share has to be above 0 and below 1");
  require(o.steps >= 0 && o.minutes >= 0, "--steps and --minutes cannot be negative");
  require(o.steps > 0 || o.minutes > 0, "--steps or --minutes has to set an end");
  require(o.rate > 0, "--rate has to be above 0");
  require(o.warmup >= 0 && o.warmup < 1, "--warmup has to be from 0 to below 1");
  require(o.weight_decay >= 0, "--weight-decay cannot be negative");
  require(o.clip >= 0, "--clip cannot be negative");
  require(o.dropout < 1, "--dropout has to be below 1");
  require(o.held_out >= 0 && o.evaluate >= 0, "--held-out and --evaluate cannot be negative");
  require(o.threads >= 0, "--threads cannot be negative");
  require(o.save_minutes >= 0, "--save-minutes cannot be negative");
  require(o.log_every >= 1, "--log-every has to be at least 1");
}

WeightedFile parse_weighted_file(const std::string& text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string::npos || text.find('/', at) != std::string::npos) return {text, 0};
  WeightedFile file{text.substr(0, at), 0};
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data() + at + 1, end, file.weight);
  if (error != std::errc() || rest != end || !(file.weight > 0) || !std::isfinite(file.weight)) {
    throw Error(ErrorCode::kInvalidArgument,
                "--shards " + text +
                    ": after @ a weight over 0 is needed, for example text.shard.safetensors@0.6");
  }
  return file;
}

}  // namespace linnet::pretrain
