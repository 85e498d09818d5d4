#include "native/train_linear/train.h"

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>

#include "core/error.h"
#include "native/files/files.h"
#include "native/hash/sha256.h"
#include "native/program.h"
#include "native/train_linear/command.h"
#include "tests/made_up_text.h"
#include "tests/native/small_tokenizer.h"
#include "tests/temporary_folder.h"

using linnet::LinearModel;
using linnet::Pieces;
using linnet::Shard;
using linnet::TemporaryFolder;
using linnet::Tokenizer;
using linnet::test::small_tokenizer;
using namespace linnet::train_linear;

namespace {

void append(Shard& shard, const Pieces& pieces) {
  for (const auto id : pieces.ids) shard.ids.push_back(static_cast<std::uint16_t>(id));
  shard.words.insert(shard.words.end(), pieces.starts_word.begin(), pieces.starts_word.end());
  shard.offsets.push_back(static_cast<std::int64_t>(shard.ids.size()));
}

// Titles of made-up words; "music" in a title makes label 0, "banking" label 1.
Shard made_up_shard(unsigned seed, std::size_t rows) {
  const Tokenizer tokenizer(small_tokenizer());
  Shard shard;
  shard.vocabulary = tokenizer.vocabulary_size();
  shard.tokenizer_sha256 = linnet::sha256(small_tokenizer());
  shard.label_names = {"Music", "Banking"};
  std::mt19937 random(seed);
  for (std::size_t row = 0; row < rows; ++row) {
    const bool music = random() % 3 == 0;
    const bool banking = random() % 4 == 0;
    append(shard, tokenizer.pieces(std::string(music ? "music " : "") +
                                   (banking ? "banking " : "") + "planet worker data"));
    append(shard, tokenizer.pieces(row % 2 == 0 ? linnet::test::made_up_text(seed + 100, 1) : ""));
    for (const bool label : {music, banking}) {
      shard.relevance.push_back(label ? Relevance::kClear : Relevance::kNone);
    }
    shard.partial.push_back(0);
  }
  return shard;
}

int run(std::vector<std::string> words) {
  words.insert(words.begin(), {"linnet", "linear"});
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  CLI::App app{"", "linnet"};
  add_verb(app);
  return linnet::run_program(app, static_cast<int>(arguments.size()), arguments.data());
}

}  // namespace

TEST_CASE("a trained model knows the labels of rows that it has not seen") {
  const LinearModel model = train(std::vector{made_up_shard(1, 200)}, Tokenizer(small_tokenizer()),
                                  {}, {}, [](std::size_t) {});
  const Shard unseen = made_up_shard(2, 100);
  const auto logits = shard_logits(model, unseen);
  REQUIRE(logits.size() == unseen.relevance.size());
  for (std::size_t i = 0; i < logits.size(); ++i) {
    CHECK((logits[i] > 0) == linnet::is_accepted(unseen.relevance[i]));
  }
}

TEST_CASE("the file is no larger than asked for, and too small a size is refused") {
  const std::vector shards{made_up_shard(1, 100)};
  const Tokenizer tokenizer(small_tokenizer());
  Options options;
  const auto size = [&](std::size_t max_bytes) {
    options.max_bytes = max_bytes;
    return train(shards, tokenizer, options, {}, [](std::size_t) {}).serialize().size();
  };
  const std::size_t whole = size(3'000'000);
  CHECK(size(whole - 100) <= whole - 100);
  CHECK_THROWS_AS(size(100), linnet::Error);
}

TEST_CASE("the verb writes a model that parses, and refuses a tokenizer of other shards") {
  const TemporaryFolder folder;
  linnet::write_shard(folder / "train.shard.safetensors", made_up_shard(1, 100));
  linnet::write_shard(folder / "valid.shard.safetensors", made_up_shard(2, 50));
  linnet::write_shard(folder / "more.shard.safetensors", made_up_shard(3, 50));
  linnet::write_file_atomic(folder / "tokenizer.model", small_tokenizer());
  CHECK(run({"--shards", folder.path(), "--tokenizer", folder / "tokenizer.model", "--extra",
             folder / "more.shard.safetensors", "--json", "-o", folder / "instant.bin"}) == 0);
  const std::string bytes = linnet::read_file(folder / "instant.bin");
  CHECK(LinearModel::parse(bytes).labels() == 2);

  Shard foreign = made_up_shard(1, 50);
  foreign.tokenizer_sha256 = "another";
  linnet::write_shard(folder / "train.shard.safetensors", foreign);
  CHECK(run({"--shards", folder.path(), "--tokenizer", folder / "tokenizer.model", "-o",
             folder / "instant.bin"}) == linnet::kExitBadInput);
  CHECK(linnet::read_file(folder / "instant.bin") == bytes);
}
