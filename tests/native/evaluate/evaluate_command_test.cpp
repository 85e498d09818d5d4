#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "core/classification_head.h"
#include "core/decision_json.h"
#include "core/label_set.h"
#include "native/evaluate/evaluation.h"
#include "native/files/files.h"
#include "native/hash/sha256.h"
#include "native/program.h"
#include "native/shards/shards.h"
#include "tests/native/bundle/tiny_bundle.h"
#include "tests/native/evaluate/evaluation_files.h"

namespace linnet::evaluate {
namespace {

using nlohmann::json;
using test::Files;
using test::made_up_examples;

TEST_CASE("a linear model that knows the words is right about every row") {
  const Files files;
  const json result = files.evaluate("instant.bin");
  CHECK(result["rows"] == 16);
  CHECK(result["partial_rows_left_out"] == 4);
  CHECK(result["unknown_labels"] == 1);
  CHECK(result["metrics"]["micro_f1"].get<double>() == Approx(1));
  CHECK(result["metrics"]["lrap"].get<double>() == Approx(1));
  CHECK(result["baselines"]["nothing"]["micro_f1"] == 0);
  CHECK(result["baselines"]["most_frequent"]["count"] == 2);  // 30 labels on 20 train rows
  CHECK(result["per_label"].size() == 5);
}

TEST_CASE("graded rows are judged by their grades, and by what the uploaders chose") {
  const Files files;
  auto examples = made_up_examples();
  for (std::size_t i = 0; i < examples.size(); ++i) {
    auto& example = examples[i];
    example.uploader_labels = {test::tiny_labels()[i % 2 == 0 ? 0 : 1]};
    if (i % 4 != 0) continue;
    example.also_fits = {example.labels.front()};
    example.labels.erase(example.labels.begin());
  }
  files.write_examples(examples);
  const json result = files.evaluate("instant.bin");
  CHECK(result["graded"] == true);
  // The model gives each row's own word: clear in three rows of four, fitting in the fourth.
  CHECK(result["graded_metrics"]["accepted"].get<double>() == Approx(1));
  CHECK(result["graded_metrics"]["clear_found"].get<double>() == Approx(1));
  CHECK(result["graded_metrics"]["given_clear"].get<double>() == Approx(0.75));
  CHECK(result["metrics_judged_by"] == "the uploaders' own tags");
  CHECK(result["metrics"]["micro_f1"].get<double>() < 0.5);
  const auto& uploader = result["baselines"]["uploader"]["graded_metrics"];
  CHECK(uploader["accepted"].get<double>() < 0.5);
  CHECK(uploader["graded_tags_per_row"] == 1.0);
  CHECK(!uploader.contains("ndcg_at_5"));
  CHECK(result["graded_per_label"].size() == 5);

  const json fitted =
      files.evaluate("instant.bin", {"--fit-decision", (files.folder / "rule.json").string()});
  CHECK(fitted["graded_metrics"]["graded_f1"].get<double>() > 0.9);
  CHECK(fitted.contains("graded_metrics_on_fitted_rows"));
}

TEST_CASE("titles alone are what is left without descriptions") {
  const Files files;
  auto examples = made_up_examples();
  for (auto& example : examples) example.description = "weather weather weather weather";
  files.write_examples(examples);
  const json whole = files.evaluate("float.onnx");
  const json alone = files.evaluate("float.onnx", {"--titles-alone"});
  CHECK_THAT(alone["data"].get<std::string>(), Catch::Contains("titles alone"));
  for (auto& example : examples) example.description.clear();
  files.write_examples(examples);
  const json bare = files.evaluate("float.onnx");
  CHECK(alone["metrics"] == bare["metrics"]);
  CHECK(alone["metrics"] != whole["metrics"]);
}

TEST_CASE("a file that is none of its kind is named, whichever option gives it") {
  const Files files;
  const auto broken = files.folder / "broken.bin";
  write_file_atomic(broken, "none of that kind");
  ModelRequest request;
  request.model = files.folder / "float.onnx";
  RowRequest rows;
  rows.examples = files.folder / "examples.jsonl";
  SECTION("--model") { request.model = broken; }
  SECTION("--labels") { request.labels = broken; }
  SECTION("--tokenizer") { request.tokenizer = broken; }
  SECTION("--encoder-tokenizer") { request.encoder_tokenizer = broken; }
  SECTION("--blend") { request.blend = broken; }
  SECTION("--detector") { request.detector = broken; }
  CHECK_THROWS_WITH(evaluate_model(request, rows, {}, 1),
                    Catch::StartsWith(broken.string() + ": "));
}

TEST_CASE("a checkpoint and its ONNX file score the same, a bundle's two tiers do not") {
  const Files files;
  const json checkpoint = files.evaluate("checkpoint");
  const json onnx = files.evaluate("float.onnx");
  CHECK(checkpoint["metrics"] == onnx["metrics"]);
  CHECK(checkpoint["kind"] == "checkpoint");
  const json instant = files.evaluate("model", {"--tier", "instant"});
  const json full = files.evaluate("model");
  CHECK(instant["metrics"]["micro_f1"].get<double>() == Approx(1));
  CHECK(full["metrics"]["lrap"] != instant["metrics"]["lrap"]);
  CHECK(full["decision"] == "the bundle's");
}

TEST_CASE("a fitted decision is written, can be applied, and its metrics are held-out ones") {
  const Files files;
  const auto path = (files.folder / "rule.json").string();
  const json fitted = files.evaluate("float.onnx", {"--fit-decision", path, "--max-tags", "2"});
  CHECK(fitted["cross_validated"] == true);
  CHECK(fitted.contains("metrics_on_fitted_rows"));
  const DecisionRule rule = parse_decision(read_file(path));
  CHECK(rule.thresholds.size() == 5);
  CHECK(rule.max_tags == 2);
  const json applied = files.evaluate("float.onnx", {"--decision", path});
  CHECK(applied["cross_validated"] == false);
  CHECK(applied["metrics"]["micro_f1"].get<double>() ==
        Approx(fitted["metrics_on_fitted_rows"]["micro_f1"].get<double>()));
}

TEST_CASE("a linear model is blended into an encoder, with a weight that the rule keeps") {
  const Files files;
  const std::string path = files.path("rule.json");
  const std::string linear = files.path("instant.bin");
  const json alone = files.evaluate("float.onnx", {"--fit-decision", path});
  CHECK(alone["instant_weight"] == 0);
  const json blended = files.evaluate("float.onnx", {"--fit-decision", path, "--blend", linear});
  CHECK(blended["metrics"]["lrap"].get<double>() > alone["metrics"]["lrap"].get<double>());
  const DecisionRule rule = parse_decision(read_file(path));
  CHECK(rule.instant_weight > 0);
  CHECK(blended["instant_weight"].get<double>() == Approx(rule.instant_weight));
  const json applied = files.evaluate("float.onnx", {"--decision", path, "--blend", linear});
  CHECK(applied["metrics"]["micro_f1"].get<double>() ==
        Approx(blended["metrics_on_fitted_rows"]["micro_f1"].get<double>()));
  CHECK(files.run({"--model", files.path("float.onnx"), "--examples", files.path("examples.jsonl"),
                   "--tokenizer", files.path("tokenizer.model"), "--decision", path}) ==
        kExitBadInput);
}

TEST_CASE("an encoder scores the same with its head in the graph and beside it") {
  const Files files;
  write_file_atomic(files.folder / "encoder.onnx", test::tiny_onnx(false, false));
  write_file_atomic(files.folder / "head.bin", test::tiny_head().serialize());
  const json inside = files.evaluate("float.onnx");
  const json beside = files.evaluate("encoder.onnx", {"--head", files.path("head.bin")});
  REQUIRE(beside["metrics"].size() == inside["metrics"].size());
  for (const auto& [name, value] : inside["metrics"].items()) {
    CAPTURE(name);
    CHECK(beside["metrics"][name].get<double>() == Approx(value.get<double>()).margin(1e-6));
  }

  const auto run = [&](const char* model, std::vector<std::string> more) {
    more.insert(more.begin(),
                {"--model", files.path(model), "--examples", files.path("examples.jsonl"),
                 "--tokenizer", files.path("tokenizer.model")});
    return files.run(more);
  };
  CHECK(run("encoder.onnx", {}) == kExitBadInput);
  for (const char* model : {"float.onnx", "instant.bin", "model", "checkpoint"}) {
    CHECK(run(model, {"--head", files.path("head.bin")}) == kExitBadInput);
  }
  CHECK(run("encoder.onnx", {"--head", files.path("instant.bin")}) == kExitBadInput);
}

TEST_CASE("several heads of one encoder stand side by side") {
  const Files files;
  write_file_atomic(files.folder / "encoder.onnx", test::tiny_onnx(false, false));
  write_file_atomic(files.folder / "a.bin", test::tiny_head().serialize());
  const ClassificationHead nothing(
      {{std::vector<float>(5 * test::tiny_head().embedding_size(), 0), std::vector<float>(5, -9)}},
      LabelSet(test::tiny_labels()));
  write_file_atomic(files.folder / "b.bin", nothing.serialize());
  const json result =
      files.evaluate("encoder.onnx", {"--head", files.path("a.bin"), files.path("b.bin")});
  REQUIRE(result["models"].size() == 2);
  CHECK(result["models"][0]["name"] == "encoder.onnx a.bin");
  CHECK(result["models"][1]["metrics"]["micro_f1"] == 0);
  CHECK(result["models"][0]["metrics"] != result["models"][1]["metrics"]);
}

TEST_CASE("a bundle whose full tier has its own tokenizer is measured on examples alone") {
  const Files files;
  bundle::BundleContents contents = test::tiny_bundle_with_head();
  contents.models.push_back({"full.vocab.txt", test::tiny_vocabulary()});
  auto& tier = contents.tiers.at("full");
  tier.tokenizer_file = "full.vocab.txt";
  tier.rule.instant_weight = 1000;  // so that the linear model decides
  bundle::write_bundle(files.folder / "two", contents);
  CHECK(files.evaluate("two")["metrics"]["lrap"].get<double>() == Approx(1));
  const auto run = [&](const char* tier_name, std::vector<std::string> rows) {
    rows.insert(rows.begin(), {"--model", files.path("two"), "--tier", tier_name});
    return files.run(rows);
  };
  CHECK(run("full", {"--shards", files.folder.path().string()}) == kExitBadInput);
  const std::vector<std::string> replaced{"--examples", files.path("examples.jsonl"), "--tokenizer",
                                          files.path("tokenizer.model")};
  CHECK(run("full", replaced) == kExitBadInput);
  CHECK(run("instant", replaced) == 0);
  CHECK(run("full", {"--examples", files.path("examples.jsonl"), "--encoder-tokenizer",
                     files.path("tokenizer.model")}) == kExitBadInput);
}

TEST_CASE(
    "an encoder reads the pieces of its own tokenizer, what is blended in those of the other") {
  const Files files;
  const auto measured = [&](const std::vector<std::string>& more) {
    return files.evaluate("float.onnx", more)["metrics"];
  };
  const json one = measured({});
  CHECK(measured({"--encoder-tokenizer", files.path("tokenizer.model")}) == one);
  write_file_atomic(files.folder / "vocab.txt", test::tiny_vocabulary());
  CHECK(measured({"--encoder-tokenizer", files.path("vocab.txt")}) != one);
}

TEST_CASE("shards score as the examples that they were made of") {
  const Files files;
  const Tokenizer tokenizer(test::tiny_tokenizer());
  for (const char* split : {"train", "valid"}) {
    Shard shard;
    shard.split = split;
    shard.vocabulary = tokenizer.vocabulary_size();
    shard.tokenizer_sha256 = sha256(test::tiny_tokenizer());
    // Columns in another order than the model's.
    shard.label_names.assign(test::tiny_labels().rbegin(), test::tiny_labels().rend());
    for (const Example& example : made_up_examples()) {
      if (example.split != split) continue;
      for (const auto& text : {example.title, example.description}) {
        const Pieces pieces = tokenizer.pieces(text);
        shard.ids.insert(shard.ids.end(), pieces.ids.begin(), pieces.ids.end());
        shard.words.insert(shard.words.end(), pieces.starts_word.begin(), pieces.starts_word.end());
        shard.offsets.push_back(static_cast<std::int64_t>(shard.ids.size()));
      }
      for (const std::string& name : shard.label_names) {
        const auto& labels = example.labels;
        const bool has = std::find(labels.begin(), labels.end(), name) != labels.end();
        shard.relevance.push_back(has ? Relevance::kClear : Relevance::kNone);
      }
      shard.partial.push_back(example.partial ? 1 : 0);
    }
    write_shard(files.folder / (std::string(split) + ".shard.safetensors"), shard);
  }
  const json expected = files.evaluate("float.onnx");
  REQUIRE(files.run({"--model", (files.folder / "float.onnx").string(), "--shards",
                     files.folder.path().string()}) == 0);
  const json result = json::parse(read_file(files.folder / "out.json"));
  CHECK(result["metrics"] == expected["metrics"]);
  CHECK(result["baselines"] == expected["baselines"]);
}

TEST_CASE("what does not fit together is refused") {
  const Files files;
  const auto path = [&](const char* name) { return (files.folder / name).string(); };
  const std::string examples = path("examples.jsonl");
  CHECK(files.run({"--model", path("float.onnx")}) == kExitBadInput);
  CHECK(files.run({"--model", path("missing.onnx"), "--examples", examples}) == kExitBadInput);
  CHECK(files.run({"--model", examples, "--examples", examples}) == kExitBadInput);
  CHECK(files.run({"--model", path("float.onnx"), "--examples", examples, "--split", "none"}) ==
        kExitBadInput);
  CHECK(files.run({"--model", path("model"), "--examples", examples, "--max-tokens", "99"}) ==
        kExitBadInput);
  write_file_atomic(files.folder / "labels.json", LabelSet({"a", "b"}).to_json());
  CHECK(files.run({"--model", path("instant.bin"), "--examples", examples}) == kExitBadInput);
  write_file_atomic(files.folder / "rule.json", R"({"thresholds":[0.5]})");
  CHECK(files.run({"--model", path("float.onnx"), "--examples", examples, "--decision",
                   path("rule.json")}) == kExitBadInput);
}

}  // namespace
}  // namespace linnet::evaluate
