// The law of --overwrite, over all verbs that have it: the former run goes only once all that the
// new one reads was opened and fits together.
#include "native/encoder/checkpoint.h"
#include "native/pretrain/command.h"
#include "native/train_embeddings/command.h"
#include "native/train_encoder/command.h"
//
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "native/files/files.h"
#include "tests/native/catch_after_torch.h"
#include "tests/native/pretrain/small_text.h"
#include "tests/native/run_verb.h"
#include "tests/native/train_encoder/small_task.h"
#include "tests/temporary_folder.h"

namespace linnet {
namespace {

namespace fs = std::filesystem;

using Arguments = std::map<std::string, std::string>;  // "" takes an option away

void add_verbs(CLI::App& app) {
  pretrain::add_verb(app);
  CLI::App* train = app.add_subcommand("train");
  train_embeddings::add_verb(*train);
  train_encoder::add_verb(*train);
}

int run(std::vector<std::string> verb, const Arguments& usual, const Arguments& changed) {
  Arguments all = changed;
  all.insert(usual.begin(), usual.end());
  for (const auto& [option, value] : all) {
    if (!value.empty()) verb.insert(verb.end(), {option, value});
  }
  verb.emplace_back("--overwrite");
  return test::run_verb(add_verbs, verb);
}

// The bytes of each file under `folder`, and "" for each folder.
std::map<std::string, std::string> snapshot(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    files[entry.path().string()] = entry.is_directory() ? "" : read_file(entry.path());
  }
  return files;
}

// The names that only one of the two has, or whose bytes differ.
std::vector<std::string> differences(const std::map<std::string, std::string>& a,
                                     const std::map<std::string, std::string>& b) {
  std::vector<std::string> names;
  for (const auto& [name, bytes] : a) {
    if (!b.contains(name) || b.at(name) != bytes) names.push_back(name);
  }
  for (const auto& [name, bytes] : b) {
    if (!a.contains(name)) names.push_back(name);
  }
  return names;
}

struct Case {
  const char* what;
  Arguments arguments;
};

void check_law(const fs::path& output, const std::vector<std::string>& verb, const Arguments& usual,
               const std::vector<Case>& bad) {
  REQUIRE(run(verb, usual, {}) == 0);
  write_file_atomic(output / "mine.txt", "kept");
  const auto before = snapshot(output);
  REQUIRE(before.size() > 8);
  for (const Case& one : bad) {
    INFO(one.what);
    CHECK(run(verb, usual, one.arguments) != 0);
    CHECK(differences(before, snapshot(output)) == std::vector<std::string>{});
  }
  write_file_atomic(output / "log.csv", "of the former run");
  CHECK(run(verb, usual, {}) == 0);
  CHECK(read_file(output / "log.csv") != "of the former run");
  CHECK(read_file(output / "mine.txt") == "kept");
}

TEST_CASE("the verbs with --overwrite are those whose law is told here") {
  CLI::App app;
  add_verbs(app);
  std::set<std::string> found;
  const auto collect = [&](const CLI::App& group) {
    for (const CLI::App* verb : group.get_subcommands({})) {
      if (verb->get_option_no_throw("--overwrite") != nullptr) found.insert(verb->get_name());
    }
  };
  collect(app);
  collect(*app.get_subcommand("train"));
  CHECK(found == std::set<std::string>{"encoder", "pretrain"});
}

TEST_CASE("train encoder --overwrite with a bad input leaves the former run byte for byte") {
  const TemporaryFolder folder;
  const auto path = [&](const char* name) { return (folder / name).string(); };
  const TrainOptions options = small_task(folder.path(), 32);
  const auto shards = [&](const char* name, const Shard& train, const Shard& valid) {
    write_shard(folder / name / "train.shard.safetensors", train);
    write_shard(folder / name / "valid.shard.safetensors", valid);
    return path(name);
  };
  Shard relabelled = small_shard(24, 2);
  relabelled.label_names[0] = "wasps";
  Shard retokenized = small_shard(24, 2);
  retokenized.tokenizer_sha256 = "another";
  Shard wider = small_shard(24, 2);
  wider.vocabulary = 41;
  fs::create_directories(folder / "half");
  fs::copy_file(folder / "shards" / "train.shard.safetensors",
                folder / "half" / "train.shard.safetensors");
  shards("cut", small_shard(24, 2), small_shard(24, 2));
  fs::resize_file(folder / "cut" / "valid.shard.safetensors", 500);
  write_file_atomic(folder / "broken.json", "{");
  write_file_atomic(folder / "init" / kConfigFile, read_file(options.config));
  write_file_atomic(folder / "init" / kWeightsFile, "no tensors");
  const Arguments usual = {{"--shards", options.shards},
                           {"--config", options.config},
                           {"-o", options.output},
                           {"--epochs", "1"},
                           {"--batch-rows", "8"},
                           {"--batch-tokens", "128"},
                           {"--device", "cpu"},
                           {"--precision", "f32"},
                           {"--threads", "1"}};
  const auto init = [&](const std::string& value) {
    return Arguments{{"--config", ""}, {"--init", value}};
  };
  check_law(
      options.output, {"train", "encoder"}, usual,
      {{"no shards", {{"--shards", path("shrads")}}},
       {"no valid", {{"--shards", path("half")}}},
       {"a shard that is cut off", {{"--shards", path("cut")}}},
       {"labels that differ", {{"--shards", shards("labels", small_shard(24, 1), relabelled)}}},
       {"tokenizers that differ", {{"--shards", shards("ids", small_shard(24, 1), retokenized)}}},
       {"vocabularies that differ", {{"--shards", shards("wide", wider, small_shard(24, 1))}}},
       {"no config", {{"--config", path("confg.json")}}},
       {"a config that is none", {{"--config", path("broken.json")}}},
       {"no checkpoint", init(path("nothing"))},
       {"a checkpoint without weights", init(path("init"))},
       {"its own source", init(options.output + "/best")},
       {"a config in the run", {{"--config", options.output + "/last/config.json"}}},
       {"no tokenizer", {{"--tokenizer", path("tokenzer.model")}}},
       {"not the shards' tokenizer", {{"--tokenizer", options.config}}},
       {"no embeddings", {{"--embeddings", path("none.safetensors")}}},
       {"too many tokens", {{"--max-tokens", "17"}}},
       {"an option out of range", {{"--rate", "0"}}},
       {"a word for a number", {{"--epochs", "many"}}}});
}

TEST_CASE("pretrain --overwrite with a bad input leaves the former run byte for byte") {
  const TemporaryFolder folder;
  const auto path = [&](const char* name) { return (folder / name).string(); };
  const pretrain::PretrainOptions options = pretrain::small_run(folder.path());
  const std::string shard = options.shards.front();
  Shard wider = pretrain::small_shard(200, 1);
  wider.vocabulary = 31;
  write_shard(path("wider.safetensors"), wider);
  write_shard(path("short.safetensors"), pretrain::small_shard(1, 1));
  write_file_atomic(path("cut.safetensors"), read_file(shard).substr(0, 500));
  write_file_atomic(folder / "model" / kConfigFile,
                    R"({"vocab_size": 31, "hidden_size": 16, "num_hidden_layers": 1,
    "num_attention_heads": 2, "intermediate_size": 32, "max_position_embeddings": 18})");
  write_file_atomic(folder / "bare" / kConfigFile, read_file(options.config));
  const Arguments usual = {{"--shards", shard},      {"--config", options.config},
                           {"-o", options.output},   {"--sequence-tokens", "16"},
                           {"--batch-tokens", "64"}, {"--steps", "3"},
                           {"--held-out", "4"},      {"--device", "cpu"},
                           {"--precision", "f32"},   {"--threads", "1"}};
  const auto init = [&](const std::string& value) {
    return Arguments{{"--config", ""}, {"--init", value}};
  };
  check_law(options.output, {"pretrain"}, usual,
            {{"no shard", {{"--shards", path("none.safetensors")}}},
             {"a shard that is cut off", {{"--shards", path("cut.safetensors")}}},
             {"too little text", {{"--shards", path("short.safetensors")}}},
             {"a weight that is none", {{"--shards", shard + "@many"}}},
             {"no config", {{"--config", path("confg.json")}}},
             {"a config of another vocabulary", {{"--config", path("model/config.json")}}},
             {"no checkpoint", init(path("nothing"))},
             {"a checkpoint without weights", init(path("bare"))},
             {"its own source", init(options.output + "/final")},
             {"no tokenizer", {{"--tokenizer", path("tokenzer.model")}}},
             {"not the shards' tokenizer", {{"--tokenizer", options.config}}},
             {"sequences too long", {{"--sequence-tokens", "32"}}},
             {"an option out of range", {{"--rate", "0"}}}});
}

}  // namespace
}  // namespace linnet
