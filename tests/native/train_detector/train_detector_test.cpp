#include <CLI/CLI.hpp>
#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "core/error.h"
#include "native/files/files.h"
#include "native/hash/sha256.h"
#include "native/tokenize/shard_builder.h"
#include "native/train_detector/command.h"
#include "native/train_detector/train.h"
#include "tests/native/run_verb.h"
#include "tests/native/small_tokenizer.h"
#include "tests/temporary_folder.h"

using linnet::DatasetDetector;
using linnet::Example;
using linnet::Shard;
using linnet::TemporaryFolder;
using linnet::Tokenizer;
using linnet::test::small_tokenizer;
using namespace linnet::train_detector;

namespace {

// Rows of three of the words each, every other one with a description of six more.
Shard shard_of(const std::vector<std::string>& words, unsigned seed, std::size_t rows) {
  const Tokenizer tokenizer(small_tokenizer());
  linnet::tokenize::ShardBuilder builder(tokenizer, linnet::sha256(small_tokenizer()), nullptr,
                                         "train");
  std::mt19937 random(seed);
  const auto some = [&](std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += words[random() % words.size()] + " ";
    return text;
  };
  for (std::size_t row = 0; row < rows; ++row) {
    Example example;
    example.title = some(3) + std::to_string(row);
    if (row % 2 == 0) example.description = some(6);
    builder.add(example);
  }
  return builder.shard();
}

Shard data_sets(unsigned seed, std::size_t rows = 200) {
  return shard_of({"music", "banking", "planet", "records", "daily", "survey"}, seed, rows);
}
Shard others(unsigned seed, std::size_t rows = 60) {
  return shard_of({"hello", "thanks", "asdf", "qwer", "moon", "error"}, seed, rows);
}

Trained trained(const Options& options = {}) {
  return train({data_sets(1)}, {others(2)}, Tokenizer(small_tokenizer()), options,
               [](std::size_t) {});
}

bool accepts(const DatasetDetector& detector, const std::string& title,
             const std::string& description = "") {
  const Tokenizer tokenizer(small_tokenizer());
  return detector.accepts(tokenizer.pieces(title), tokenizer.pieces(description));
}

}  // namespace

TEST_CASE("a detector accepts unseen texts of data sets, whole and titles alone, and no others") {
  const auto [detector, report] = trained();
  CHECK(accepts(detector, "daily banking records", "survey planet music"));
  CHECK(accepts(detector, "banking survey"));
  CHECK_FALSE(accepts(detector, "hello asdf"));
  CHECK_FALSE(accepts(detector, "moon", "qwer error thanks hello"));
  CHECK(report.data_sets == 200);
  CHECK(report.others == 60);
  CHECK(report.others_accepted < 0.05);
}

TEST_CASE("the share of data sets that may be refused moves the line") {
  Options options;
  options.refused = 0;
  const auto lenient = trained(options);
  CHECK(lenient.report.whole_refused == 0);
  CHECK(lenient.report.titles_refused == 0);
  options.refused = 0.3;
  const auto strict = trained(options);
  CHECK(std::max(strict.report.whole_refused, strict.report.titles_refused) <= 0.3);
  CHECK(std::max(strict.report.whole_refused, strict.report.titles_refused) > 0.25);
  const Tokenizer tokenizer(small_tokenizer());
  const auto pieces = tokenizer.pieces("daily music");
  CHECK(strict.detector.log_odds(pieces, {}) < lenient.detector.log_odds(pieces, {}));
}

TEST_CASE("how many texts of either kind there are does not draw the line") {
  const auto many = train({data_sets(1, 400)}, {others(2, 20)}, Tokenizer(small_tokenizer()), {},
                          [](std::size_t) {});
  CHECK_FALSE(accepts(many.detector, "hello asdf thanks"));
  CHECK(accepts(many.detector, "daily records"));
}

TEST_CASE("a kind without rows is refused") {
  CHECK_THROWS_AS(
      train({data_sets(1)}, {others(2, 0)}, Tokenizer(small_tokenizer()), {}, [](std::size_t) {}),
      linnet::Error);
}

TEST_CASE("the verb writes a detector that parses and refuses shards of another tokenizer") {
  const TemporaryFolder folder;
  linnet::write_file_atomic(folder / "tokenizer.model", small_tokenizer());
  linnet::write_shard(folder / "a.shard.safetensors", data_sets(1));
  Shard other = others(2);
  linnet::write_shard(folder / "b.shard.safetensors", other);
  other.tokenizer_sha256 = std::string(64, '0');
  linnet::write_shard(folder / "c.shard.safetensors", other);
  const auto run = [&](const std::string& other_shard) {
    return linnet::test::run_verb([](CLI::App& app) { add_verb(app); },
                                  {"detector", "--data-sets", folder / "a.shard.safetensors",
                                   "--others", folder / other_shard, "--tokenizer",
                                   folder / "tokenizer.model", "-o", folder / "detector.bin"});
  };
  CHECK(run("c.shard.safetensors") == 2);
  CHECK_FALSE(std::filesystem::exists(folder / "detector.bin"));
  REQUIRE(run("b.shard.safetensors") == 0);
  const std::string bytes = linnet::read_file(folder / "detector.bin");
  const auto detector = DatasetDetector::parse(bytes);
  CHECK(accepts(detector, "daily banking records"));
  CHECK_FALSE(accepts(detector, "hello asdf"));
}
