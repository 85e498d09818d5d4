#include "native/train_embeddings/command.h"

#include <ATen/Parallel.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>

#include "core/error.h"
#include "native/encoder/embeddings_file.h"
#include "native/files/files.h"
#include "native/progress/progress.h"
#include "native/train_embeddings/embeddings.h"

namespace linnet::train_embeddings {
namespace {

struct Request {
  EmbeddingOptions options;
  std::string output;
  int threads = 0;
};

void run(const Request& request) {
  for (const std::string& shard : request.options.shards) {
    refuse_same_file(shard, request.output);
  }
  if (request.threads > 0) at::set_num_threads(request.threads);
  std::optional<Progress> progress;
  std::string current;
  const Embeddings result = learn_embeddings(
      request.options, [&](const char* stage, std::uint64_t done, std::uint64_t total) {
        if (current != stage) {
          current = stage;
          progress.emplace(stage, total, current == "factorising" ? "products" : "pieces");
        }
        progress->update(done);
      });
  progress.reset();
  write_embeddings(request.output, result.vectors, result.tokenizer_sha256);
  std::printf("%lld of %lld pieces met in %lld pieces of text, width %lld: %s\n",
              static_cast<long long>(result.pieces_met),
              static_cast<long long>(result.vectors.size(0)),
              static_cast<long long>(result.pieces_read),
              static_cast<long long>(result.vectors.size(1)), request.output.c_str());
}

}  // namespace

void add_verb(CLI::App& group) {
  CLI::App* verb = group.add_subcommand(
      "embeddings",
      "Learn word embeddings from text alone, for `linnet train encoder --embeddings`: what "
      "stands\n"
      "near what, more often than by chance, factorised (positive PMI and truncated SVD). Takes\n"
      "minutes, and helps an encoder that has few labelled rows.\n"
      "Memory: 4 bytes times the square of the tokenizer's pieces (1 GB for 16,000).");
  auto request = std::make_shared<Request>();
  EmbeddingOptions& options = request->options;
  verb->option_defaults()->always_capture_default();
  verb->add_option("--shards", options.shards, "Shard files of `linnet tokenize`")->required();
  verb->add_option("-o,--output", request->output, "File to write (safetensors)")->required();
  verb->add_option("--width", options.width,
                   "Numbers for each piece; a narrower encoder takes the leading ones")
      ->check(CLI::Range(1, 65536));
  verb->add_option("--window", options.window,
                   "Pieces on either side that are neighbours: few for grammar, many for topic")
      ->check(CLI::Range(1, 100000));
  verb->add_option("--smoothing", options.smoothing,
                   "Exponent of the neighbours' frequencies; below 1 prefers rare ones less")
      ->check(CLI::Range(0.0, 1.0));
  verb->add_option("--seed", options.seed, "Of the random projection");
  verb->add_option("--threads", request->threads, "0: libtorch's choice")
      ->check(CLI::NonNegativeNumber);
  verb->footer(
      "Example:\n"
      "  linnet tokenize --tokenizer run/tokenizer.model --text corpus.txt.xz -o run/corpus\n"
      "  linnet train embeddings --shards run/corpus/text.shard.safetensors \\\n"
      "    run/shards/train.shard.safetensors -o run/embeddings.safetensors\n"
      "  linnet train encoder --shards run/shards --tokenizer run/tokenizer.model \\\n"
      "    --config native/train_encoder/configs/small.json \\\n"
      "    --embeddings run/embeddings.safetensors -o run/encoder");
  verb->callback([request] { run(*request); });
}

}  // namespace linnet::train_embeddings
