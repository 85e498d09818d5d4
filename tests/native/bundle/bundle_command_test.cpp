#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "core/decision_json.h"
#include "core/label_set.h"
#include "core/linear_model.h"
#include "native/bundle/command.h"
#include "native/bundle/metrics_file.h"
#include "native/files/files.h"
#include "native/runtime/bundle_folder.h"
#include "tests/native/bundle/tiny_bundle.h"
#include "tests/native/run_verb.h"
#include "tests/temporary_folder.h"

namespace linnet::bundle {
namespace {

namespace fs = std::filesystem;

// The files that the other verbs would have left in `folder`, and the options that name them.
std::vector<std::string> bundle_arguments(const TemporaryFolder& folder, const fs::path& output) {
  const BundleContents contents = test::tiny_bundle();
  write_file_atomic(folder / "labels.json", contents.labels.bytes);
  write_file_atomic(folder / "tokenizer.model", contents.tokenizer.bytes);
  write_file_atomic(folder / "a.bin", contents.models[0].bytes);
  write_file_atomic(folder / "b.onnx", contents.models[1].bytes);
  write_file_atomic(folder / "rule.json", decision_to_json(contents.tiers.at(kFullTier).rule));
  write_file_atomic(
      folder / "metrics.json",
      R"({"metrics":{"micro_f1":0.25},"data":"valid","rows":9,"cross_validated":true})");
  std::vector<std::string> arguments{"bundle", "-o", output.string(), "--version", "7"};
  const auto add = [&](const char* option, const char* name) {
    arguments.insert(arguments.end(), {option, (folder / name).string()});
  };
  for (const std::string tier : {"--instant", "--full"}) {
    add(tier.c_str(), tier == "--full" ? "b.onnx" : "a.bin");
    add((tier + "-decision").c_str(), "rule.json");
    add((tier + "-metrics").c_str(), "metrics.json");
  }
  add("--tokenizer", "tokenizer.model");
  add("--labels", "labels.json");
  return arguments;
}

TEST_CASE("`linnet bundle` makes what `linnet verify` accepts") {
  const TemporaryFolder folder;
  const fs::path output = folder / "model" / "";
  CHECK(test::run_verb(add_verb, bundle_arguments(folder, output)) == 0);
  CHECK(test::run_verb(add_verb, {"verify", output.string()}) == 0);
  CHECK(test::run_verb(add_verb, {"verify", output.string(), "--json"}) == 0);
  const BundleFolder bundle(output);
  CHECK(bundle.manifest().version == "7");
  const TierManifest& full = bundle.tier(kFullTier);
  CHECK(full.limits.max_tokens == 24);  // all that the model takes
  CHECK(full.metrics.at("micro_f1") == 0.25);
  CHECK(full.metrics_data == "valid, 9 rows, thresholds cross-validated");

  fs::resize_file(output / "encoder.onnx", 100);
  CHECK(test::run_verb(add_verb, {"verify", output.string()}) == kExitBadInput);
}

TEST_CASE("`linnet bundle --detector` puts a detector in, and refuses what is none") {
  const TemporaryFolder folder;
  const fs::path output = folder / "model";
  auto arguments = bundle_arguments(folder, output);
  arguments.insert(arguments.end(), {"--detector", (folder / "detector.bin").string()});
  write_file_atomic(folder / "detector.bin", test::tiny_bundle().models[0].bytes);
  CHECK(test::run_verb(add_verb, arguments) == kExitBadInput);  // the instant tier's file
  CHECK_FALSE(fs::exists(output));
  write_file_atomic(folder / "detector.bin", test::tiny_detector());
  CHECK(test::run_verb(add_verb, arguments) == 0);
  CHECK(BundleFolder(output).detector().has_value());
  CHECK(test::run_verb(add_verb, {"verify", output.string()}) == 0);
}

TEST_CASE(
    "`linnet bundle` puts in a full tier's head and tokenizer, and nothing for another tier") {
  const TemporaryFolder folder;
  const fs::path output = folder / "model";
  auto arguments = bundle_arguments(folder, output);
  write_file_atomic(folder / "b.onnx", test::tiny_onnx(true, false));
  write_file_atomic(folder / "h.bin", test::tiny_head().serialize());
  write_file_atomic(folder / "vocab.txt", test::tiny_vocabulary());
  CHECK(test::run_verb(add_verb, arguments) == kExitBadInput);  // embeddings without a head
  CHECK_FALSE(fs::exists(output));
  arguments.insert(arguments.end(), {"--full-head", (folder / "h.bin").string()});
  CHECK(test::run_verb(add_verb, arguments) == 0);
  CHECK(BundleFolder(output).tier(kFullTier).head_file == "head.bin");
  arguments.insert(arguments.end(), {"--full-tokenizer", (folder / "vocab.txt").string()});
  CHECK(test::run_verb(add_verb, arguments) == 0);
  CHECK(BundleFolder(output).tier(kFullTier).tokenizer_file == "full.vocab.txt");
  CHECK(BundleFolder(output).read("full.vocab.txt") == test::tiny_vocabulary());
  CHECK(test::run_verb(add_verb, {"verify", output.string(), "--json"}) == 0);

  const auto full = std::find(arguments.begin(), arguments.end(), "--full");
  arguments.erase(full, full + 6);  // with its decision and metrics
  CHECK(test::run_verb(add_verb, arguments) == kExitBadInput);
}

TEST_CASE("`linnet bundle` refuses what would not work and leaves no trace of the attempt") {
  const TemporaryFolder folder;
  const fs::path output = folder / "model";
  auto arguments = bundle_arguments(folder, output);
  SECTION("a broken model") { write_file_atomic(folder / "b.onnx", "broken"); }
  SECTION("labels of another model") {
    write_file_atomic(folder / "labels.json", LabelSet({"a", "b"}).to_json());
  }
  SECTION("a tokenizer that is none") { write_file_atomic(folder / "tokenizer.model", "x"); }
  SECTION("a metrics file that is none") { write_file_atomic(folder / "metrics.json", "{}"); }
  SECTION("windows longer than the model takes") {
    arguments.insert(arguments.end(), {"--max-tokens", "25"});
  }
  CHECK(test::run_verb(add_verb, arguments) == kExitBadInput);
  for (const auto& entry : fs::directory_iterator(folder.path())) {
    CHECK(entry.path().filename().string().rfind("model", 0) == std::string::npos);
  }
}

TEST_CASE("`linnet bundle` keeps large files in parts of the wanted size") {
  const TemporaryFolder folder;
  auto arguments = bundle_arguments(folder, folder / "model");
  std::vector<LinearWeight> weights;
  for (std::uint32_t key = 0; key < 800'000; ++key) weights.push_back({key, key % 5, 1});
  const auto model =
      LinearModel::build(LinearFeatures({}, {}), std::vector<float>(5, 0), std::move(weights))
          .serialize();
  REQUIRE(model.size() > std::size_t{5} << 20);
  REQUIRE(model.size() < std::size_t{6} << 20);
  write_file_atomic(folder / "a.bin", std::string(model.begin(), model.end()));
  CHECK(test::run_verb(add_verb, arguments) == 0);
  CHECK(BundleFolder(folder / "model").manifest().file("instant.bin").parts.size() == 2);
  arguments.insert(arguments.end(), {"--part-mib", "1"});
  CHECK(test::run_verb(add_verb, arguments) == 0);
  CHECK(BundleFolder(folder / "model").manifest().file("instant.bin").parts.size() == 6);
  arguments.back() = "17";
  CHECK(test::run_verb(add_verb, arguments) == kExitBadInput);
}

TEST_CASE("figures of graded rows are kept beside those of yes or no") {
  const TemporaryFolder folder;
  write_file_atomic(folder / "metrics.json",
                    R"({"metrics":{"micro_f1":0.25},"graded":true,"rows":9,"data":"valid",
                        "graded_metrics":{"accepted":0.75}})");
  const TierMetrics metrics = read_metrics(folder / "metrics.json");
  CHECK(metrics.values.at("micro_f1") == 0.25);
  CHECK(metrics.values.at("accepted") == 0.75);
  CHECK(metrics.data == "valid, 9 rows graded by readers");
}

TEST_CASE("a tier without a decision or without metrics is refused") {
  const std::string option = GENERATE("--instant-decision", "--full-metrics");
  const TemporaryFolder folder;
  auto arguments = bundle_arguments(folder, folder / "model");
  const auto at = std::find(arguments.begin(), arguments.end(), option);
  arguments.erase(at, at + 2);
  CHECK(test::run_verb(add_verb, arguments) == kExitBadInput);
  CHECK_FALSE(fs::exists(folder / "model"));
}

}  // namespace
}  // namespace linnet::bundle
