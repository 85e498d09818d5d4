#include "native/train_encoder/command.h"

#include <CLI/CLI.hpp>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include "core/error.h"
#include "native/files/files.h"
#include "native/interrupt/interrupt.h"
#include "native/train_encoder/options.h"
#include "native/train_encoder/rate_finder.h"
#include "native/train_encoder/trainer.h"
#include "native/training/options_file.h"
#include "native/training/resumable_options.h"
#include "native/training/run_folder.h"

namespace linnet::train_encoder {
namespace {

struct Request {
  TrainOptions options;
  bool resume = false;
  bool overwrite = false;
  bool find_rate = false;
  int find_rate_steps = 200;
};

void add_data_options(CLI::App& verb, TrainOptions& o) {
  const std::string group = "Examples and batches";
  verb.add_option("--max-tokens", o.max_tokens,
                  "tokens of a sequence; 0: as many as the model has positions for")
      ->group(group);
  verb.add_option("--batch-tokens", o.batch_tokens, "tokens of a batch, padding included")
      ->group(group);
  verb.add_option("--batch-rows", o.batch_rows, "rows of a batch at most")->group(group);
  verb.add_option("--drop-description", o.drop_description,
                  "share of the examples that are read by their title alone, drawn anew each epoch")
      ->group(group);
  verb.add_option("--window", o.window,
                  "of a longer text read its beginning (first) or any window of it (random)")
      ->group(group);
  verb.add_option("--partial", o.partial,
                  "missing labels of partial rows: left out of the loss (mask), or taken as not "
                  "applying (trust)")
      ->group(group);
}

void add_schedule_options(CLI::App& verb, TrainOptions& o) {
  const std::string group = "Optimiser and schedule";
  verb.add_option("--epochs", o.epochs, "passes over the data; 0: until --minutes are over")
      ->group(group);
  verb.add_option("--minutes", o.minutes, "time of the run; the schedule ends with it")
      ->group(group);
  verb.add_option("--rate", o.rate, "learning rate at the peak of the cycle")->group(group);
  verb.add_option("--warmup", o.warmup, "share of the cycle that climbs to the peak")->group(group);
  verb.add_option("--frozen-epochs", o.frozen_epochs,
                  "of --epochs, the first ones train the classifier alone, in a cycle of their own")
      ->group(group);
  verb.add_option("--frozen-layers", o.frozen_layers,
                  "the embeddings and so many of the lowest layers stay as they are in --init: a "
                  "larger model in the time of a smaller one; 0: all learn")
      ->group(group);
  verb.add_option("--frozen-rate", o.frozen_rate, "peak rate of these")->group(group);
  verb.add_option("--layer-decay", o.layer_decay,
                  "each layer learns at this times the rate of the one above it")
      ->group(group);
  verb.add_option(
          "--head-scale", o.head_scale,
          "the classifier learns at this times --rate: a fresh one on a pretrained encoder has "
          "further to go")
      ->group(group);
  verb.add_option("--weight-decay", o.weight_decay, "of all but biases and layer norms")
      ->group(group);
  verb.add_option("--clip", o.clip, "largest norm of the gradient; 0: any")->group(group);
  verb.add_option("--accumulate", o.accumulate, "batches whose gradients make one step")
      ->group(group);
  verb.add_option("--ema", o.ema,
                  "decay of a moving average of the weights, which then is what is evaluated and "
                  "kept as best; 0: none")
      ->group(group);
  verb.add_option("--dropout", o.dropout, "in place of both dropouts of the config")->group(group);
}

void add_loss_options(CLI::App& verb, TrainOptions& o) {
  const std::string group = "Loss and choice of the best";
  verb.add_option("--loss", o.loss, "bce, or asymmetric (Ridnik et al., 2021)")->group(group);
  verb.add_option("--label-smoothing", o.label_smoothing, "targets t become t (1 - S) + S / 2")
      ->group(group);
  verb.add_option("--fits-target", o.fits_target,
                  "what a tag that fits but is not clear is worth, as a share of a clear one")
      ->group(group);
  verb.add_option("--gamma-positive", o.gamma_positive, "asymmetric: focusing of positives")
      ->group(group);
  verb.add_option("--gamma-negative", o.gamma_negative, "asymmetric: focusing of negatives")
      ->group(group);
  verb.add_option("--margin", o.margin, "asymmetric: probability taken off negatives")
      ->group(group);
  verb.add_option("--metric", o.metric,
                  "what the best is best at on valid: micro-f1 (at the best global threshold; of "
                  "graded rows, F1 of accepted and clear ones found), lrap, map or loss")
      ->group(group);
  verb.add_option("--patience", o.patience,
                  "stop after so many evaluations without a better one; 0: never")
      ->group(group);
  verb.add_option("--evaluate-every", o.evaluate_every,
                  "steps between evaluations; 0: at the end of each epoch")
      ->group(group);
}

// Options that a resumed run may change.
ResumableOptions<TrainOptions> add_machine_options(CLI::App& verb, TrainOptions& o) {
  ResumableOptions<TrainOptions> options;
  const auto add = [&](const char* name, auto member, const char* description) {
    options.add(verb, o, "Machine and checkpoints", name, member, description);
  };
  add("--device", &TrainOptions::device, "cpu, cuda, or auto");
  add("--precision", &TrainOptions::precision,
      "bf16 (autocast), f32, or auto: bf16 where it is fast");
  add("--threads", &TrainOptions::threads, "threads of the CPU; 0: libtorch's choice");
  add("--save-every", &TrainOptions::save_every,
      "steps between checkpoints; 0: by time and epoch alone");
  add("--save-minutes", &TrainOptions::save_minutes,
      "minutes between checkpoints; 0: by epoch alone");
  add("--log-every", &TrainOptions::log_every, "steps a row of log.csv");
  return options;
}

// The options that a run began with, and those of the machine as they are given now.
TrainOptions options_to_resume(const CLI::App& verb, const TrainOptions& given,
                               const ResumableOptions<TrainOptions>& machine) {
  const auto path = std::filesystem::path(given.output) / "last" / kTrainingArgsFile;
  return machine.resume(verb, given, parse_train_options(read_file(path), path.string()), path);
}

void print_sweep(const TrainOptions& options, int steps) {
  const RateSweep sweep = linnet::find_rate(options, steps, InterruptScope::requested);
  const auto folder = std::filesystem::path(options.output);
  if (!sweep.suggestion) {
    std::cout << "no suggestion: the loss neither fell nor broke away; try more --find-lr-steps\n";
  } else {
    std::cout << "suggested: --rate " << sweep.suggestion->rate
              << (sweep.suggestion->rule == RateRule::kSteepest
                      ? ", where the loss falls most steeply\n"
                      : ", a tenth of where the loss breaks away; it hardly fell before\n");
  }
  std::cout << "the sweep: " << (folder / "find_lr.csv").string() << ", "
            << (folder / "find_lr.svg").string() << '\n';
}

void train(const TrainOptions& options, RunMode mode) {
  const InterruptScope interrupt;
  const RunResult result = run_training(options, mode, InterruptScope::requested);
  const std::filesystem::path output = options.output;
  if (result.end == RunEnd::kStopped) {
    std::cerr << "stopped after step " << result.steps
              << "; go on with:\n  linnet train encoder -o " << options.output << " --resume\n";
    throw CLI::RuntimeError(128 + InterruptScope::signal());
  }
  if (result.end == RunEnd::kEarly) {
    std::cout << "stopped early: no better " << options.metric << " for " << options.patience
              << " evaluations\n";
  }
  if (!result.best) {
    throw Error(ErrorCode::kFailed, "no evaluation gave a number: the run diverged; lower --rate");
  }
  std::cout << result.steps << " steps; best " << options.metric << ' ' << *result.best
            << " after step " << result.best_step << ": " << (output / "best").string() << "\n\n"
            << result.report;
}

}  // namespace

void add_verb(CLI::App& group) {
  CLI::App* verb = group.add_subcommand(
      "encoder",
      "Train the full tier: an encoder of RoBERTa's, BERT's or MPNet's kind with a multi-label\n"
      "classifier.\n"
      "Reads the shards of `linnet tokenize`, writes OUT/best (the checkpoint that did best on\n"
      "valid), OUT/last (where it stopped), log.csv and curves. Ctrl-C saves and stops.");
  auto request = std::make_shared<Request>();
  TrainOptions& o = request->options;
  verb->option_defaults()->always_capture_default();
  verb->add_option("--shards", o.shards,
                   "folder with train.shard.safetensors and valid.shard.safetensors");
  verb->add_option("--config", o.config,
                   "config.json: the shape of a model to start from nothing; with --init, that of "
                   "the model to make, whose layers may be fewer");
  verb->add_option("--init", o.init, "checkpoint folder, ours or Hugging Face's, to start from");
  verb->add_option("--embeddings", o.embeddings,
                   "with --config: word embeddings of `linnet train embeddings` to start from");
  verb->add_flag("--fresh-head", o.fresh_head, "with --init: leave its classifier out");
  verb->add_option("--tokenizer", o.tokenizer,
                   "tokenizer.model that the shards were made with, kept in the checkpoints");
  verb->add_option("-o,--output", o.output, "folder of the run")->required();
  verb->add_flag("--resume", request->resume,
                 "go on with the run in OUT, from OUT/last and with its own options");
  verb->add_flag("--overwrite", request->overwrite, "replace the run in OUT");
  verb->add_flag("--find-lr", request->find_rate,
                 "sweep the rate instead of training: suggests one, writes find_lr.csv and .svg");
  verb->add_option("--find-lr-steps", request->find_rate_steps, "steps of the sweep")
      ->check(CLI::Range(10, 100000));
  verb->add_option("--seed", o.seed, "of weights, data order and dropout");
  add_data_options(*verb, o);
  add_schedule_options(*verb, o);
  add_loss_options(*verb, o);
  const auto machine = add_machine_options(*verb, o);
  verb->footer(
      "Example:\n"
      "  linnet train encoder --shards run/shards --tokenizer run/tokenizer.model \\\n"
      "    --config native/train_encoder/configs/small.json -o run/encoder\n"
      "Staged training from a checkpoint, as fastai does it:\n"
      "  linnet train encoder --shards run/shards --init distilroberta -o run/staged \\\n"
      "    --frozen-epochs 1 --epochs 5 --rate 1e-4 --layer-decay 0.8");
  verb->callback([verb, request, machine] {
    if (request->resume && request->overwrite) {
      throw Error(ErrorCode::kInvalidArgument, "--resume and --overwrite exclude each other");
    }
    if (request->resume && request->find_rate) {
      throw Error(ErrorCode::kInvalidArgument, "--resume and --find-lr exclude each other");
    }
    if (request->find_rate) {
      check(request->options);
      const InterruptScope interrupt;
      print_sweep(request->options, request->find_rate_steps);
      return;
    }
    TrainOptions options = request->options;
    RunMode mode = request->overwrite ? RunMode::kOverwrite : RunMode::kNew;
    if (request->resume) {
      mode = RunMode::kResume;
      check_run_folder(options.output, mode, {});
      options = options_to_resume(*verb, options, machine);
    }
    train(options, mode);
  });
}

}  // namespace linnet::train_encoder
