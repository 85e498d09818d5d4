#include "native/pretrain/command.h"

#include <CLI/CLI.hpp>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>

#include "core/error.h"
#include "native/files/files.h"
#include "native/interrupt/interrupt.h"
#include "native/pretrain/options.h"
#include "native/pretrain/trainer.h"
#include "native/training/options_file.h"
#include "native/training/resumable_options.h"
#include "native/training/run_folder.h"

namespace linnet::pretrain {
namespace {

struct Request {
  PretrainOptions options;
  bool resume = false;
  bool overwrite = false;
};

void add_text_options(CLI::App& verb, PretrainOptions& o) {
  const std::string group = "Sequences and masks";
  verb.add_option("--sequence-tokens", o.sequence_tokens,
                  "tokens of a sequence; documents are laid one after another and cut at this "
                  "length, and attention goes over their borders")
      ->group(group);
  verb.add_option("--batch-tokens", o.batch_tokens,
                  "tokens of a batch, of each process; a multiple of --sequence-tokens")
      ->group(group);
  verb.add_option("--accumulate", o.accumulate, "batches whose gradients make one step")
      ->group(group);
  verb.add_option("--mask-share", o.mask_share,
                  "share of the pieces to guess: of these 80% are read as <mask>, 10% as a random "
                  "piece, 10% as they are")
      ->group(group);
  verb.add_flag("--whole-words", o.whole_words, "mask all pieces of a word or none")->group(group);
  verb.add_option("--held-out", o.held_out,
                  "sequences kept for evaluation, of each file its share; at most a tenth of it")
      ->group(group);
  verb.add_option("--evaluate", o.evaluate, "steps between evaluations; 0: at the end alone")
      ->group(group);
}

void add_schedule_options(CLI::App& verb, PretrainOptions& o) {
  const std::string group = "Optimiser and schedule";
  verb.add_option("--steps", o.steps, "steps of the run; 0: until --minutes are over")
      ->group(group);
  verb.add_option("--minutes", o.minutes,
                  "time of the run: warm-up and decay follow the clock and end with it, whatever "
                  "the speed; 0: until --steps are done")
      ->group(group);
  verb.add_option("--rate", o.rate, "learning rate at the peak of the cycle")->group(group);
  verb.add_option("--warmup", o.warmup, "share of the run that climbs to the peak")->group(group);
  verb.add_option("--weight-decay", o.weight_decay, "of all but biases and layer norms")
      ->group(group);
  verb.add_option("--clip", o.clip, "largest norm of the gradient; 0: any")->group(group);
  verb.add_option("--dropout", o.dropout,
                  "in place of both dropouts of the config; 0 is fastest, and right for text that "
                  "is read only a few times")
      ->group(group);
}

// Options that a resumed run may change.
ResumableOptions<PretrainOptions> add_machine_options(CLI::App& verb, PretrainOptions& o) {
  ResumableOptions<PretrainOptions> options;
  const auto add = [&](const char* name, auto member, const char* description) {
    options.add(verb, o, "Machine and checkpoints", name, member, description);
  };
  add("--device", &PretrainOptions::device, "cpu, cuda, or auto");
  add("--precision", &PretrainOptions::precision,
      "bf16 (autocast), f32, or auto: bf16 where it is fast");
  add("--threads", &PretrainOptions::threads, "threads of the CPU; 0: libtorch's choice");
  add("--save-minutes", &PretrainOptions::save_minutes,
      "minutes between checkpoints; 0: at the end alone");
  add("--log-every", &PretrainOptions::log_every, "steps a row of log.csv");
  return options;
}

// The options that a run began with, and those of the machine as they are given now.
PretrainOptions options_to_resume(const CLI::App& verb, const PretrainOptions& given,
                                  const ResumableOptions<PretrainOptions>& machine) {
  const auto path = std::filesystem::path(given.output) / "last" / kTrainingArgsFile;
  return machine.resume(verb, given, parse_options(read_file(path), path.string()), path);
}

void print_scores(const char* name, const MaskedScores& scores) {
  std::printf("%-26s %8.4f %9.4f\n", name, scores.loss, scores.accuracy);
}

void pretrain(const PretrainOptions& options, RunMode mode, const ProcessPlace& place) {
  const InterruptScope interrupt;
  const RunResult result = run_pretraining(options, mode, place, InterruptScope::requested);
  if (result.stopped) {
    if (place.first()) {
      std::cerr << "stopped after step " << result.steps << "; go on with:\n  linnet pretrain -o "
                << options.output << " --resume\n";
    }
    const int signal = InterruptScope::signal();
    throw CLI::RuntimeError(128 + (signal == 0 ? SIGTERM : signal));
  }
  if (!place.first()) return;
  std::printf("%lld steps in %.1f minutes, %.4g tokens/s: %s\n",
              static_cast<long long>(result.steps), result.seconds / 60, result.tokens_per_second,
              (std::filesystem::path(options.output) / "final").c_str());
  if (result.scores) {
    std::printf("\nheld out, %lld masks           loss  accuracy\n",
                static_cast<long long>(result.scores->masks));
    print_scores("model", *result.scores);
    print_scores("frequency of pieces", *result.frequencies);
  }
}

}  // namespace

void add_verb(CLI::App& parent) {
  CLI::App* verb = parent.add_subcommand(
      "pretrain",
      "Teach an encoder language before it learns labels: masked-language modelling on text.\n"
      "Reads shards of `linnet tokenize`, writes OUT/final (a checkpoint for `linnet train "
      "encoder\n"
      "--init`), OUT/last (where it stopped), log.csv and curves. Ctrl-C saves and stops.");
  auto request = std::make_shared<Request>();
  PretrainOptions& o = request->options;
  verb->option_defaults()->always_capture_default();
  verb->add_option("--shards", o.shards,
                   "FILE or FILE@WEIGHT, several of them: of the sequences read, each file gives "
                   "the share WEIGHT / (sum of the weights), whatever its size, and begins again "
                   "when it is read through. Without weights, shares are as the sizes");
  verb->add_option("--config", o.config, "config.json: the shape of a model to start from nothing");
  verb->add_option("--init", o.init, "checkpoint folder, ours or Hugging Face's, to start from");
  verb->add_option("--tokenizer", o.tokenizer,
                   "tokenizer.model that the shards were made with, kept in the checkpoints");
  verb->add_option("-o,--output", o.output, "folder of the run")->required();
  verb->add_flag("--resume", request->resume,
                 "go on with the run in OUT, from OUT/last and with its own options");
  verb->add_flag("--overwrite", request->overwrite, "replace the run in OUT");
  verb->add_option("--seed", o.seed, "of weights, order, masks and dropout");
  add_text_options(*verb, o);
  add_schedule_options(*verb, o);
  const auto machine = add_machine_options(*verb, o);
  verb->footer(
      "Example: text that is read 3 times as often as catalogue entries, for 18 minutes\n"
      "  linnet tokenize --tokenizer run/tokenizer.model --text corpus.txt.xz -o run/shards\n"
      "  linnet pretrain --shards run/shards/text.shard.safetensors@0.75 \\\n"
      "    run/shards/train.shard.safetensors@0.25 --tokenizer run/tokenizer.model \\\n"
      "    --config native/train_encoder/configs/distil.json --minutes 18 -o run/pretrained\n"
      "  linnet train encoder --shards run/shards --init run/pretrained/final -o run/encoder\n"
      "On one machine with 4 GPUs, each with --batch-tokens of its own:\n"
      "  torchrun --nproc-per-node 4 --no-python linnet pretrain ...");
  verb->callback([verb, request, machine] {
    if (request->resume && request->overwrite) {
      throw Error(ErrorCode::kInvalidArgument, "--resume and --overwrite exclude each other");
    }
    const ProcessPlace place = process_place();
    PretrainOptions options = request->options;
    RunMode mode = request->overwrite ? RunMode::kOverwrite : RunMode::kNew;
    if (request->resume) {
      mode = RunMode::kResume;
      if (place.first()) check_run_folder(options.output, mode, {});
      options = options_to_resume(*verb, options, machine);
    }
    pretrain(options, mode, place);
  });
}

}  // namespace linnet::pretrain
