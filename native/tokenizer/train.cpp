#include "native/tokenizer/train.h"

#include <sentencepiece_processor.h>
#include <sentencepiece_trainer.h>

#include <algorithm>
#include <random>
#include <thread>
#include <unordered_map>

#include "core/error.h"
#include "core/tokenizer.h"
#include "core/utf8.h"
#include "native/examples/examples.h"
#include "native/progress/progress.h"

namespace linnet::tokenizer {
namespace {

constexpr std::size_t kMaxLineBytes = 4000;

// A uniform sample of at most `capacity` lines (algorithm R), kept in memory.
class Reservoir {
 public:
  Reservoir(std::size_t capacity, std::uint64_t seed) : capacity_(capacity), random_(seed) {}

  void add(std::string_view line) {
    ++seen_;
    if (lines_.size() < capacity_) {
      lines_.emplace_back(line);
      return;
    }
    const std::uint64_t place = random_() % seen_;
    if (place < capacity_) lines_[place] = line;
  }
  const std::vector<std::string>& lines() const { return lines_; }

 private:
  std::size_t capacity_;
  std::mt19937_64 random_;
  std::uint64_t seen_ = 0;
  std::vector<std::string> lines_;
};

class LineIterator : public sentencepiece::SentenceIterator {
 public:
  explicit LineIterator(const std::vector<std::string>& lines) : lines_(lines) {}
  bool done() const override { return next_ >= lines_.size(); }
  void Next() override { ++next_; }
  const std::string& value() const override { return lines_[next_]; }
  sentencepiece::util::Status status() const override { return {}; }

 private:
  const std::vector<std::string>& lines_;
  std::size_t next_ = 0;
};

Reservoir collect(const TrainOptions& options,
                  const std::function<void(const std::string&)>& on_bad_row, TrainReport& report) {
  Reservoir reservoir(options.max_lines, options.seed);
  Progress progress("read text", 0, "MB");
  std::uint64_t example_bytes = 0;
  const auto add = [&](std::string_view text) {
    cut_lines(clean_utf8(text), kMaxLineBytes, [&](std::string_view line) { reservoir.add(line); });
  };
  for (const auto& path : options.examples) {
    read_examples(path, options.split, [&](Example&& example) {
      add(example.title);
      add(example.description);
      example_bytes += example.title.size() + example.description.size();
      progress.update(example_bytes >> 20);
    });
  }
  DocumentEvents events;
  events.on_document = add;
  events.on_bad_row = on_bad_row;
  events.on_progress = [&](std::uint64_t bytes) { progress.update((example_bytes + bytes) >> 20); };
  report.bad_rows = read_documents(options.documents, events);
  report.lines = reservoir.lines().size();
  for (const std::string& line : reservoir.lines()) report.bytes += line.size();
  return reservoir;
}

std::unordered_map<std::string, std::string> library_options(const TrainOptions& options) {
  unsigned threads = options.threads;
  if (threads == 0) threads = std::max(1u, std::thread::hardware_concurrency());
  return {
      {"model_type", "unigram"},
      {"vocab_size", std::to_string(options.vocabulary_size)},
      {"character_coverage", std::to_string(options.character_coverage)},
      {"byte_fallback", options.byte_fallback ? "true" : "false"},
      {"normalization_rule_name", options.normalization},
      {"bos_id", std::to_string(kRobertaIds.begin)},
      {"pad_id", std::to_string(kRobertaIds.padding)},
      {"eos_id", std::to_string(kRobertaIds.end)},
      {"unk_id", std::to_string(kRobertaIds.unknown)},
      {"control_symbols", "<mask>"},  // takes the first free id, kRobertaIds.mask
      {"max_sentence_length", std::to_string(kMaxLineBytes + 1)},
      {"num_threads", std::to_string(threads)},
      {"minloglevel", options.verbose ? "0" : "2"},
  };
}

}  // namespace

void cut_lines(std::string_view text, std::size_t max_bytes,
               const std::function<void(std::string_view line)>& on_line) {
  std::string line;
  while (!text.empty()) {
    std::string_view part = utf8_prefix(text, max_bytes);
    if (part.size() < text.size()) {
      const std::size_t space = part.find_last_of(" \n\t\r");
      if (space != std::string_view::npos && space > 0) part = part.substr(0, space);
    }
    line.assign(part);
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
    if (line.find_first_not_of(' ') != std::string::npos) on_line(line);
    text.remove_prefix(part.size());
  }
}

std::string train(const TrainOptions& options,
                  const std::function<void(const std::string& message)>& on_bad_row,
                  TrainReport& report) {
  const Reservoir reservoir = collect(options, on_bad_row, report);
  if (reservoir.lines().empty()) {
    throw Error(ErrorCode::kInvalidArgument,
                "there is no text to learn from; check the files and --split");
  }
  LineIterator lines(reservoir.lines());
  std::string model;
  sentencepiece::SetRandomGeneratorSeed(options.seed);
  const auto status =
      sentencepiece::SentencePieceTrainer::Train(library_options(options), &lines, &model);
  if (!status.ok()) {
    throw Error(ErrorCode::kInvalidArgument, "SentencePiece could not learn " +
                                                 std::to_string(options.vocabulary_size) +
                                                 " pieces from " + std::to_string(report.lines) +
                                                 " lines: " + status.ToString());
  }
  Tokenizer check(model);
  return model;
}

}  // namespace linnet::tokenizer
