#include "native/train_network/command.h"

#include <ATen/Parallel.h>
#include <ATen/TensorOperators.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/instant_model.h"
#include "native/encoder/checkpoint.h"
#include "native/encoder/embeddings_file.h"
#include "native/files/files.h"
#include "native/progress/progress.h"
#include "native/train_encoder/valid.h"
#include "native/train_network/piece_vectors.h"
#include "native/train_network/train.h"

namespace linnet::train_network {
namespace {

namespace fs = std::filesystem;

struct Request {
  fs::path shards;
  std::vector<fs::path> extra;
  fs::path init, embeddings;  // one of the two
  fs::path linear;            // none where empty
  fs::path output;
  std::string validation = "valid";
  float share = 0.5F;
  int threads = 0;
  NetworkOptions options;
};

fs::path shard_path(const Request& request, const std::string& split) {
  return request.shards / (split + ".shard.safetensors");
}

std::vector<Shard> read_shards(const Request& request) {
  std::vector<fs::path> paths = {shard_path(request, "train")};
  paths.insert(paths.end(), request.extra.begin(), request.extra.end());
  std::vector<Shard> shards;
  for (const fs::path& path : paths) {
    refuse_same_file(path, request.output);
    shards.push_back(read_shard(path));
  }
  require_alike(shards);
  return shards;
}

// The held-out rows; nothing where there are none. They must go with what is learned from.
std::optional<Shard> read_valid(const Request& request, const Shard& train) {
  const fs::path path = shard_path(request, request.validation);
  if (!fs::exists(path)) return std::nullopt;
  Shard valid = read_shard(path);
  require_alike(train, valid);
  if (valid.rows() == 0) return std::nullopt;
  return valid;
}

std::optional<LinearModel> read_linear(const Request& request, const Shard& train) {
  if (request.linear.empty()) return std::nullopt;
  refuse_same_file(request.linear, request.output);
  LinearModel linear = parse_file(request.linear, LinearModel::parse);
  const std::size_t pieces = linear.features().surfaces().size();
  if (linear.labels() != train.label_names.size() || (pieces != 0 && pieces != train.vocabulary)) {
    throw Error(ErrorCode::kInvalidArgument,
                request.linear.string() + ": has " + std::to_string(linear.labels()) +
                    " labels and " + std::to_string(pieces) + " pieces; the shards have " +
                    std::to_string(train.label_names.size()) + " and " +
                    std::to_string(train.vocabulary));
  }
  return linear;
}

void require_pieces(const fs::path& path, std::int64_t pieces, const Shard& train) {
  if (pieces == static_cast<std::int64_t>(train.vocabulary)) return;
  throw Error(ErrorCode::kInvalidArgument, path.string() + ": has " + std::to_string(pieces) +
                                               " pieces; the tokenizer of the shards has " +
                                               std::to_string(train.vocabulary));
}

at::Tensor encoder_vectors(const fs::path& folder, const Shard& shard) {
  Encoder encoder = open_checkpoint(folder);
  require_pieces(folder, encoder.config().vocab_size, shard);
  Progress progress("encoding", shard.vocabulary, "pieces");
  return piece_states(encoder, [&](std::uint64_t done) { progress.update(done); });
}

at::Tensor first_vectors(const Request& request, const std::vector<Shard>& shards) {
  at::Tensor vectors;
  if (request.embeddings.empty()) {
    vectors = encoder_vectors(request.init, shards.front());
  } else {
    vectors = read_embeddings(request.embeddings, shards.front().tokenizer_sha256);
    require_pieces(request.embeddings, vectors.size(0), shards.front());
  }
  return principal_components(vectors, request.options.width) *
         frequency_weights(shards).unsqueeze(1);
}

std::vector<float> shard_logits(const InstantModel& model, const Shard& shard) {
  std::vector<float> all;
  for (std::size_t row = 0; row < shard.rows(); ++row) {
    const TextPieces text = shard.pieces(row);
    const auto logits = model.logits(text.title, text.description);
    all.insert(all.end(), logits.begin(), logits.end());
  }
  return all;
}

void run(const Request& request) {
  const auto start = std::chrono::steady_clock::now();
  if (request.init.empty() == request.embeddings.empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                "give either --init, an encoder's checkpoint, or --embeddings, to start from");
  }
  if (request.threads > 0) at::set_num_threads(request.threads);
  const std::vector<Shard> shards = read_shards(request);
  const std::optional<LinearModel> linear = read_linear(request, shards.front());
  const std::optional<Shard> valid = read_valid(request, shards.front());

  std::size_t rows = 0;
  for (const Shard& shard : shards) rows += shard.rows();
  std::optional<Progress> progress;
  const at::Tensor vectors = first_vectors(request, shards);
  progress.emplace("train network", rows * request.options.epochs, "rows");
  const AveragingNetwork network =
      train(shards, vectors, request.options, [&](const TrainingState& state) {
        char note[32];
        std::snprintf(note, sizeof note, "loss %.3f", state.loss);
        progress->update(state.rows, note);
      });
  progress.reset();

  const InstantModel model =
      linear ? InstantModel(*linear, network, request.share) : InstantModel(network);
  const std::string bytes = model.serialize();
  write_file_atomic(request.output, bytes);
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  std::printf("%s: %zu bytes, %s\n", request.output.c_str(), bytes.size(),
              format_duration(seconds).c_str());
  if (!valid) return;
  std::vector<std::pair<std::string, ValidScores>> scores;
  const auto measure = [&](const char* name, const InstantModel& measured) {
    scores.emplace_back(
        name, score(shard_logits(measured, *valid), *valid, {request.options.fits_target}));
  };
  measure("network", InstantModel(network));
  if (linear) {
    measure("linear", InstantModel(*linear));
    measure("both", model);
  }
  std::printf("\n%s", scores_table(scores, trivial_answers(shards.front(), *valid)).c_str());
}

}  // namespace

void add_verb(CLI::App& group) {
  auto request = std::make_shared<Request>();
  NetworkOptions& options = request->options;
  CLI::App* verb = group.add_subcommand(
      "network",
      "Train a small network for the instant tier: the mean of a text's piece vectors, one hidden\n"
      "layer, stored in 8 bits. Its vectors start at what an encoder makes of each piece, so that\n"
      "it knows what words mean that are rare in the rows. With --linear the file holds that "
      "model\n"
      "too, and answers with the mean of both, which is better than either. Takes minutes.");
  verb->option_defaults()->always_capture_default();
  verb->add_option("--shards", request->shards,
                   "Folder of `linnet tokenize` with train.shard.safetensors")
      ->required();
  verb->add_option("--extra", request->extra,
                   "Further shards of the same labels and tokenizer to learn from");
  verb->add_option("--init", request->init,
                   "Checkpoint folder of an encoder that reads the same pieces")
      ->check(CLI::ExistingDirectory);
  verb->add_option("--embeddings", request->embeddings,
                   "In place of --init: a file of `linnet train embeddings`")
      ->check(CLI::ExistingFile);
  verb->add_option("--linear", request->linear, "Model of `linnet train linear` to go with it")
      ->check(CLI::ExistingFile);
  verb->add_option("--share", request->share, "With --linear: the network's share of the answer")
      ->check(CLI::Range(0.01, 0.99));
  verb->add_option("-o,--output", request->output, "The model to write")->required();
  verb->add_option("--validation", request->validation,
                   "Name of the held-out shard in the folder; skipped where there is none");
  verb->add_option("--width", options.width, "Numbers for each piece, a byte each in the file")
      ->check(CLI::Range(1, 4096));
  verb->add_option("--hidden", options.hidden, "Units of the hidden layer")
      ->check(CLI::Range(1, 4096));
  verb->add_option("--epochs", options.epochs, "How often all rows are read")
      ->check(CLI::PositiveNumber);
  verb->add_option("--batch-rows", options.batch_rows, "Rows of a step")
      ->check(CLI::PositiveNumber);
  verb->add_option("--rate", options.rate, "Learning rate at its peak")->check(CLI::PositiveNumber);
  verb->add_option("--weight-decay", options.weight_decay, "Of the layers, not of the vectors")
      ->check(CLI::NonNegativeNumber);
  verb->add_option("--dropout", options.dropout,
                   "Share of the inputs and of the hidden units that a step leaves out")
      ->check(CLI::Range(0.0, 0.9));
  verb->add_option("--drop-description", options.drop_description,
                   "Share of the rows that are read by their title alone")
      ->check(CLI::Range(0.0, 1.0));
  verb->add_option("--max-pieces", options.max_pieces,
                   "Pieces of a description that are read in training")
      ->check(CLI::PositiveNumber);
  verb->add_option("--fits-target", options.fits_target,
                   "What a tag that fits but is not clear is worth, as a share of a clear one")
      ->check(CLI::Range(0.0, 1.0));
  verb->add_option("--seed", options.seed, "Of the order of rows, of dropout and of the layers");
  verb->add_option("--threads", request->threads, "0: libtorch's choice")
      ->check(CLI::NonNegativeNumber);
  verb->footer(
      "Example:\n"
      "  linnet train linear --shards run/shards --tokenizer run/tokenizer.model \\\n"
      "    --max-bytes 2000000 -o run/linear.bin\n"
      "  linnet train network --shards run/shards --init run/encoder/best \\\n"
      "    --linear run/linear.bin -o run/instant.bin");
  verb->callback([request] { run(*request); });
}

}  // namespace linnet::train_network
