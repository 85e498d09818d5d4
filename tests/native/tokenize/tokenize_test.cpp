#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>

#include "core/error.h"
#include "native/examples/examples.h"
#include "native/files/files.h"
#include "native/hash/sha256.h"
#include "native/program.h"
#include "native/shards/shards.h"
#include "native/tokenize/command.h"
#include "native/tokenize/shard_builder.h"
#include "tests/native/small_tokenizer.h"
#include "tests/temporary_folder.h"

using linnet::Shard;
using linnet::TemporaryFolder;
using linnet::Tokenizer;
using linnet::test::small_tokenizer;

namespace {

int run(std::vector<std::string> words) {
  words.insert(words.begin(), {"linnet", "tokenize"});
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  CLI::App app{"", "linnet"};
  linnet::tokenize::add_verb(app);
  return linnet::run_program(app, static_cast<int>(arguments.size()), arguments.data());
}

std::vector<std::int32_t> widened(std::span<const std::uint16_t> ids) {
  return {ids.begin(), ids.end()};
}

}  // namespace

TEST_CASE("each split gets a shard that holds what the tokenizer gives") {
  const TemporaryFolder folder;
  linnet::write_file_atomic(folder / "tokenizer.model", small_tokenizer());
  linnet::write_file_atomic(folder / "labels.json", R"({"Music": 0, "Banking": 1})");
  linnet::write_file_atomic(
      folder / "examples.jsonl",
      linnet::to_json({.id = "1", .title = "music data", .labels = {"Music"}, .split = "train"}) +
          "\n" +
          linnet::to_json({.id = "2",
                           .title = "banking",
                           .description = "a story",
                           .labels = {"Banking"},
                           .also_fits = {"Music"},
                           .split = "train",
                           .partial = true}) +
          "\n" +
          linnet::to_json({.id = "3",
                           .title = "video",
                           .description = "rain",
                           .labels = {"Banking"},
                           .split = "valid"}) +
          "\n");
  linnet::write_file_atomic(folder / "text.txt", "rainfall data\nplanet\n");
  CHECK(run({"--examples", folder / "examples.jsonl", "--labels", folder / "labels.json",
             "--tokenizer", folder / "tokenizer.model", "--text", folder / "text.txt", "-o",
             folder / "shards"}) == 0);

  const Tokenizer tokenizer(small_tokenizer());
  const Shard train = linnet::read_shard(folder / "shards/train.shard.safetensors");
  CHECK(train.split == "train");
  CHECK(train.tokenizer_sha256 == linnet::sha256(small_tokenizer()));
  CHECK(train.vocabulary == 340);
  CHECK(train.label_names == std::vector<std::string>{"Music", "Banking"});
  REQUIRE(train.rows() == 2);
  CHECK(widened(train.title(0)) == tokenizer.pieces("music data").ids);
  CHECK(train.description(0).empty());
  CHECK(widened(train.description(1)) == tokenizer.pieces("a story").ids);
  using linnet::Relevance;
  CHECK(train.relevance ==
        std::vector{Relevance::kClear, Relevance::kNone, Relevance::kFits, Relevance::kClear});
  CHECK(train.partial == std::vector<std::uint8_t>{0, 1});

  CHECK(linnet::read_shard(folder / "shards/valid.shard.safetensors").rows() == 1);
  const Shard text = linnet::read_shard(folder / "shards/text.shard.safetensors");
  CHECK(text.label_names.empty());
  REQUIRE(text.rows() == 2);
  CHECK(text.title(0).empty());
  CHECK(widened(text.description(0)) == tokenizer.pieces("rainfall data").ids);
}

TEST_CASE("rows with soft labels and rows without share a shard, in any order") {
  const TemporaryFolder folder;
  linnet::write_file_atomic(folder / "tokenizer.model", small_tokenizer());
  linnet::write_file_atomic(folder / "labels.json", R"({"Music": 0, "Banking": 1})");
  const std::string said =
      linnet::to_json({.id = "1", .title = "music", .labels = {"Music"}, .split = "train"}) + "\n";
  const std::string thought =
      linnet::to_json(
          {.id = "2", .title = "rain", .split = "train", .probabilities = {{"Banking", 0.5}}}) +
      "\n";
  linnet::write_file_atomic(folder / "examples.jsonl", said + thought + said);
  CHECK(run({"--examples", folder / "examples.jsonl", "--labels", folder / "labels.json",
             "--tokenizer", folder / "tokenizer.model", "-o", folder / "shards"}) == 0);
  const Shard train = linnet::read_shard(folder / "shards/train.shard.safetensors");
  REQUIRE(train.rows() == 3);
  for (const std::size_t row : {0, 2}) {
    CHECK(train.target(row, 0, {}) == 1.0F);
    CHECK(train.target(row, 1, {}) == 0.0F);
  }
  CHECK(train.target(1, 0, {}) == std::nullopt);
  CHECK(train.target(1, 1, {}) == 0.5F);
}

TEST_CASE("an unknown label, a split that is no file name and missing labels are refused") {
  const TemporaryFolder folder;
  linnet::write_file_atomic(folder / "tokenizer.model", small_tokenizer());
  linnet::write_file_atomic(folder / "labels.json", R"({"Music": 0})");
  const auto exit_code = [&](const std::string& label, const std::string& split) {
    const linnet::Example example{.id = "1", .title = "t", .labels = {label}, .split = split};
    linnet::write_file_atomic(folder / "examples.jsonl", linnet::to_json(example) + "\n");
    return run({"--examples", folder / "examples.jsonl", "--labels", folder / "labels.json",
                "--tokenizer", folder / "tokenizer.model", "-o", folder / "shards"});
  };
  CHECK(exit_code("Music", "train") == 0);
  CHECK(exit_code("Art", "train") == linnet::kExitBadInput);
  CHECK(exit_code("Music", "../train") == linnet::kExitBadInput);
  CHECK(exit_code("Music", "") == linnet::kExitBadInput);
  CHECK(run({"--tokenizer", folder / "tokenizer.model", "-o", folder / "shards"}) ==
        linnet::kExitBadInput);
}
