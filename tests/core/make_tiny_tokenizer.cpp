// make_tiny_tokenizer FOLDER: writes tiny_tokenizer.model and tiny_tokenizer.ids, which the tests
// of the tokenizer read. The text it learns from, and the normalisation, are made here, so that the
// model is small and belongs to nobody else.
//
//   cmake --build --preset dev --target make_tiny_tokenizer
//   build/dev/bin/make_tiny_tokenizer tests/data
#include <sentencepiece_trainer.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/core/token_digest.h"

namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kWords = {
    "data",   "set",    "daily",   "weather", "record", "station",  "temperature", "rain",
    "wind",   "city",   "country", "school",  "health", "patient",  "hospital",    "image",
    "video",  "text",   "news",    "price",   "stock",  "market",   "sales",       "player",
    "game",   "score",  "league",  "music",   "song",   "movie",    "rating",      "review",
    "model",  "train",  "test",    "label",   "class",  "predict",  "survey",      "answer",
    "energy", "water",  "air",     "quality", "road",   "traffic",  "flight",      "food",
    "crop",   "animal", "species", "gene",    "cell",   "protein",  "star",        "planet",
    "bank",   "loan",   "credit",  "user",    "click",  "language", "speech",      "sound"};
const std::vector<std::string> kEndings = {"", "s", "ed", "ing", "er", "al", "ness", ", ", "."};
const std::vector<std::string> kLinks = {"of", "and", "for", "with", "from", "in", "the", "a"};

class Sentences : public sentencepiece::SentenceIterator {
 public:
  Sentences() { Next(); }
  bool done() const override { return count_ > 4000; }
  void Next() override {
    ++count_;
    line_.clear();
    for (unsigned words = 4 + random_() % 12; words > 0; --words) {
      line_ += pick(kWords) + pick(kEndings) + " ";
      if (random_() % 3 == 0) line_ += pick(kLinks) + " ";
      if (random_() % 9 == 0) line_ += std::to_string(random_() % 3000) + " ";
    }
    // Letters that the model should know beside a to z.
    if (count_ % 50 == 0)
      line_ +=
          "caf\xC3\xA9 \xC3\xBC"
          "ber \xCE\xB1\xCE\xB2 \xE6\x95\xB0";
  }
  const std::string& value() const override { return line_; }
  sentencepiece::util::Status status() const override { return {}; }

 private:
  const std::string& pick(const std::vector<std::string>& from) {
    return from[random_() % from.size()];
  }
  std::mt19937 random_{20240607};
  std::string line_;
  int count_ = 0;
};

// A little of what Unicode's compatibility folding does, in SentencePiece's rule format: "source
// code points TAB target code points", in hexadecimal.
std::string normalisation_rules() {
  std::string rules;
  char line[64];
  const auto map = [&](unsigned from, unsigned to) {
    std::snprintf(line, sizeof line, "%X\t%X\n", from, to);
    rules += line;
  };
  for (unsigned c = 'A'; c <= 'Z'; ++c) map(c, c + 32);
  for (unsigned c = 0xC0; c <= 0xDE; ++c) {
    if (c != 0xD7) map(c, c + 32);
  }
  for (unsigned c = 0x391; c <= 0x3A9; ++c) {
    if (c != 0x3A2) map(c, c + 32);
  }
  for (unsigned c = 0x410; c <= 0x42F; ++c) map(c, c + 32);
  for (unsigned c = 0xFF01; c <= 0xFF5E; ++c) {  // full-width forms
    const unsigned plain = c - 0xFEE0;
    map(c, plain >= 'A' && plain <= 'Z' ? plain + 32 : plain);
  }
  for (const unsigned space : {0x9, 0xA, 0xD, 0xA0, 0x2003, 0x2028, 0x3000}) map(space, ' ');
  rules +=
      "65 301\tE9\n"   // a letter and its accent
      "75 308\tFC\n"   //
      "FB01\t66 69\n"  // a ligature
      "FB03\t66 66 69\n"
      "2026\t2E 2E 2E\n"
      "AD\t\n"  // nothing
      "200B\t\n"
      "FDFA\t635 644 649 20 627 644 644 647 20 639 644 64A 647 20 648 633 644 645\n";
  return rules;
}

std::string train() {
  const fs::path rules = "tiny_tokenizer_rules.tsv";  // relative: its name stays in the model
  std::ofstream(rules) << normalisation_rules();
  Sentences sentences;
  std::string model;
  const auto status =
      sentencepiece::SentencePieceTrainer::Train({{"model_type", "unigram"},
                                                  {"vocab_size", "560"},
                                                  {"byte_fallback", "true"},
                                                  {"character_coverage", "1.0"},
                                                  {"normalization_rule_tsv", rules.string()},
                                                  {"bos_id", "0"},
                                                  {"pad_id", "1"},
                                                  {"eos_id", "2"},
                                                  {"unk_id", "3"},
                                                  {"control_symbols", "<mask>"},
                                                  {"num_threads", "1"},
                                                  {"minloglevel", "2"}},
                                                 &sentences, &model);
  fs::remove(rules);
  if (!status.ok()) throw std::runtime_error(status.ToString());
  return model;
}

void write(const fs::path& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  if (!file.flush()) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: make_tiny_tokenizer FOLDER\n");
    return 2;
  }
  try {
    const fs::path folder = argv[1];
    const std::string model = train();
    write(folder / "tiny_tokenizer.model", model);
    write(folder / "tiny_tokenizer.ids", linnet::test::token_digests(linnet::Tokenizer(model)));
    std::printf("%zu bytes of model\n", model.size());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "make_tiny_tokenizer: %s\n", error.what());
    return 1;
  }
}
