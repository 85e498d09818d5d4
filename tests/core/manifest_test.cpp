// Manifests: what is written reads back, and nothing doubtful is accepted.
#include "core/manifest.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "core/decision_json.h"
#include "core/error.h"
#include "tests/core/random_bytes.h"

namespace linnet {
namespace {

using nlohmann::json;

FilePart part(const std::string& name, std::uint64_t bytes, char digit) {
  return {name, bytes, std::string(64, digit)};
}

Manifest small() {
  Manifest manifest;
  manifest.name = "linnet-small";
  manifest.version = "1.0.0";
  manifest.labels_file = "labels.json";
  manifest.tokenizer_file = "tokenizer.model";
  manifest.files = {{part("labels.json", 20, 'a'), {part("labels.json", 20, 'a')}},
                    {part("tokenizer.model", 5, 'b'), {part("tokenizer.model", 5, 'b')}},
                    {part("instant.bin", 7, 'c'), {part("instant.bin", 7, 'c')}},
                    {part("encoder.onnx", kMaxPartBytes + 1, 'd'),
                     {part("encoder.onnx.0", kMaxPartBytes, 'e'), part("encoder.onnx.1", 1, 'f')}}};
  TierManifest instant;
  instant.file = "instant.bin";
  instant.rule = {{1.25, -0.5}, {0.3F, 0.1F + 0.2F}, 8};
  instant.metrics = {{"lrap", 0.55}, {"micro_f1", 0.43}};
  instant.metrics_data = "valid";
  TierManifest full = instant;
  full.file = "encoder.onnx";
  full.limits = {128, 16, 4};
  full.rule.title_shift = -0.5;
  manifest.tiers = {{"instant", instant}, {"full", full}};
  return manifest;
}

json document() { return json::parse(small().to_json()); }

void refused(const json& changed, const char* because, ErrorCode code = ErrorCode::kInvalidFormat) {
  const std::string text = changed.dump();
  try {
    Manifest::parse(text);
    CAPTURE(text);
    FAIL("was accepted");
  } catch (const Error& error) {
    CHECK_THAT(error.what(), Catch::Contains(because));
    CHECK(error.code() == code);
  }
}

TEST_CASE("a detector is one of the files, or there is none") {
  CHECK(small().detector_file.empty());
  Manifest manifest = small();
  manifest.detector_file = "detector.bin";
  json changed = json::parse(manifest.to_json());
  refused(changed, "detector names \"detector.bin\", which is not among", ErrorCode::kNotFound);
  manifest.files.push_back({part("detector.bin", 3, '0'), {part("detector.bin", 3, '0')}});
  CHECK(Manifest::parse(manifest.to_json()).detector_file == "detector.bin");
  changed["detector"] = "../detector.bin";
  refused(changed, "safe file name");
}

// The full tier with a head and a tokenizer of its own.
Manifest with_head() {
  Manifest manifest = small();
  for (const char* name : {"head.bin", "full.vocab.txt"}) {
    manifest.files.push_back({part(name, 3, '0'), {part(name, 3, '0')}});
  }
  manifest.tiers.at("full").head_file = "head.bin";
  manifest.tiers.at("full").tokenizer_file = "full.vocab.txt";
  return manifest;
}

TEST_CASE("the full tier may have a head and a tokenizer of its own; each needs schema 2 alone") {
  const Manifest back = Manifest::parse(with_head().to_json());
  const TierManifest& full = back.tiers.at("full");
  CHECK(full.head_file == "head.bin");
  CHECK(back.tokenizer_of(full) == "full.vocab.txt");
  CHECK(back.tokenizer_of(back.tiers.at("instant")) == "tokenizer.model");
  CHECK(back.to_json() == with_head().to_json());
  CHECK(json::parse(back.to_json())["schema"] == 2);
  for (auto member : {&TierManifest::head_file, &TierManifest::tokenizer_file}) {
    Manifest one = with_head();
    (one.tiers.at("full").*member).clear();
    CHECK(json::parse(one.to_json())["schema"] == 2);
    CHECK(Manifest::parse(one.to_json()).to_json() == one.to_json());
  }
}

TEST_CASE("what needs no schema 2 is written in schema 1, and read in either") {
  json changed = document();
  CHECK(changed["schema"] == 1);
  changed["schema"] = 2;
  const Manifest manifest = Manifest::parse(changed.dump());
  CHECK(manifest.tiers.at("full").head_file.empty());
  CHECK(manifest.tokenizer_of(manifest.tiers.at("full")) == "tokenizer.model");
  CHECK(manifest.to_json() == small().to_json());
}

TEST_CASE("a full tier that names the bundle's tokenizer has none of its own") {
  json changed = document();
  changed["schema"] = 2;
  changed["tiers"]["full"]["tokenizer"] = "tokenizer.model";
  const Manifest manifest = Manifest::parse(changed.dump());
  CHECK(manifest.tiers.at("full").tokenizer_file.empty());
  CHECK(manifest.to_json() == small().to_json());
}

TEST_CASE("a head or a tier's tokenizer is refused in schema 1, in the instant tier, or unlisted") {
  for (const char* field : {"head", "tokenizer"}) {
    CAPTURE(field);
    const std::string full = std::string("tiers.full.") + field;
    json changed = json::parse(with_head().to_json());
    changed["tiers"]["full"][field] = "other.bin";
    refused(changed, (full + " names \"other.bin\", which is not among").c_str(),
            ErrorCode::kNotFound);
    changed["tiers"]["full"][field] = "../head.bin";
    refused(changed, (full + ": \"../head.bin\" is not a safe file name").c_str());
    changed = document();
    changed["tiers"]["full"][field] = "labels.json";
    refused(changed, (full + ": is not a known field").c_str());
    changed["schema"] = 2;
    changed["tiers"]["full"].erase(field);
    changed["tiers"]["instant"][field] = "labels.json";
    refused(changed, (std::string("tiers.instant.") + field + ": is not a known field").c_str());
  }
}

TEST_CASE("a manifest survives its own JSON") {
  const std::string text = small().to_json();
  const Manifest manifest = Manifest::parse(text);
  CHECK(manifest.to_json() == text);
  CHECK(manifest.name == "linnet-small");
  CHECK(manifest.tiers.at("instant").rule.thresholds ==
        small().tiers.at("instant").rule.thresholds);
  CHECK(manifest.tiers.at("full").limits.max_tokens == 128);
  CHECK(manifest.tiers.at("full").metrics.at("micro_f1") == 0.43);
  CHECK(manifest.file("encoder.onnx").parts.size() == 2);
  CHECK(manifest.total_bytes() == 20 + 5 + 7 + kMaxPartBytes + 1);
  CHECK_THROWS_AS(manifest.file("nothing"), Error);
}

TEST_CASE("thresholds are written with the digits that matter") {
  CHECK_THAT(small().to_json(), Catch::Contains("0.3,"));
  for (const float value : {0.0F, 1.0F, 0.1F, 0.3F, 1.0F / 3, 1e-7F, 0.99999994F, 0.12345678F}) {
    const DecisionRule rule{{}, {value}, 3};
    CHECK(parse_decision(decision_to_json(rule)).thresholds == rule.thresholds);
  }
}

TEST_CASE("another schema is unsupported, whatever else it holds") {
  refused({{"schema", 3}, {"future", true}}, "schema is 3", ErrorCode::kUnsupported);
  refused({{"schema", 0}}, "reads schemas 1 to 2", ErrorCode::kUnsupported);
}

TEST_CASE("a field that is missing, of another type or unknown is named") {
  for (const char* field : {"schema", "name", "version", "labels", "tokenizer", "tiers", "files"}) {
    json missing = document();
    missing.erase(field);
    refused(missing, (std::string("manifest.json: ") + field + ": is missing").c_str());
    json wrong = document();
    wrong[field] = nullptr;
    refused(wrong, field);
  }
  json changed = document();
  changed["tiers"]["full"]["limits"].erase("overlap");
  refused(changed, "manifest.json: tiers.full.limits.overlap: is missing");
  changed = document();
  changed["tiers"]["full"]["metrics"]["lrap"] = "high";
  refused(changed, "manifest.json: tiers.full.metrics.lrap: must be a number");
  changed = document();
  changed["files"][3]["parts"][1]["bytes"] = -1;
  refused(changed, "manifest.json: files[3].parts[1].bytes: must be a whole number");
  changed = document();
  changed["tiers"]["full"]["tresholds"] = 1;
  refused(changed, "tiers.full.tresholds: is not a known field");
  changed = document();
  changed["tiers"]["huge"] = changed["tiers"]["full"];
  refused(changed, "tiers.huge: is not a known field");
  changed = document();
  changed["tiers"] = json::object();
  refused(changed, "must name a tier");
}

TEST_CASE("names that leave the folder or need escaping are refused") {
  for (const char* name : {"../x", "a/../b", "/etc/passwd", "a\\b", "a//b", "a/", "./a", "..", ".",
                           "C:x", "a b", "a?b", "a#b", "a%2e", "", "\xC3\xA9", "a\nb"}) {
    CAPTURE(name);
    json changed = document();
    changed["files"][3]["parts"][0]["name"] = name;
    refused(changed, "files[3].parts[0].name");
    changed = document();
    changed["labels"] = name;
    refused(changed, "manifest.json: labels");
  }
  json changed = document();
  changed["files"][3]["parts"][0]["name"] = "parts/en-1_2.onnx..0";
  CHECK_NOTHROW(Manifest::parse(changed.dump()));
}

TEST_CASE("sizes and hashes must be possible and add up") {
  json changed = document();
  changed["files"][3]["parts"][0]["bytes"] = kMaxPartBytes + 1;
  refused(changed, "files[3].parts[0].bytes");
  changed = document();
  changed["files"][3]["parts"][1]["bytes"] = 0;
  refused(changed, "files[3].parts[1].bytes");
  changed = document();
  changed["files"][3]["bytes"] = kMaxPartBytes;
  refused(changed, "but the parts have 16777217");
  changed = document();
  changed["files"][3]["parts"] = json::array();
  refused(changed, "files[3].parts: must not be empty");
  for (const std::string& hash :
       {std::string(63, 'a'), std::string(64, 'A'), std::string(64, 'g')}) {
    changed = document();
    changed["files"][3]["parts"][1]["sha256"] = hash;
    refused(changed, "files[3].parts[1].sha256: must be 64");
  }
}

TEST_CASE("a file of one part is that part, and no name is used twice") {
  json changed = document();
  changed["files"][0]["parts"][0]["name"] = "labels.json.0";
  refused(changed, "files[0].parts[0].name");
  changed = document();
  changed["files"][0]["parts"][0]["sha256"] = std::string(64, '0');
  refused(changed, "files[0].parts[0].sha256");
  changed = document();
  changed["files"][3]["parts"][1]["name"] = "encoder.onnx.0";
  refused(changed, "listed twice");
  changed = document();
  changed["files"][3]["parts"][1]["name"] = "instant.bin";
  refused(changed, "listed twice");
  changed = document();
  changed["files"].push_back(changed["files"][0]);
  refused(changed, "listed twice");
}

TEST_CASE("what labels, tokenizer and tiers name must be listed") {
  json changed = document();
  changed["labels"] = "other.json";
  refused(changed, "labels names \"other.json\"", ErrorCode::kNotFound);
  changed = document();
  changed["tokenizer"] = "other.model";
  refused(changed, "tokenizer names", ErrorCode::kNotFound);
  changed = document();
  changed["tiers"]["full"]["file"] = "encoder.onnx.0";
  refused(changed, "tiers.full.file names", ErrorCode::kNotFound);
}

TEST_CASE("tiers must give the same number of labels, by rules that make sense") {
  json changed = document();
  changed["tiers"]["full"]["decision"]["thresholds"] = {0.5};
  refused(changed, "all tiers give the same labels");
  changed = document();
  changed["tiers"]["full"]["decision"]["thresholds"] = {0.5, 1.5};
  refused(changed, "manifest.json: tiers.full.decision: decision: the threshold of label 1");
  changed = document();
  changed["tiers"]["full"]["limits"]["max_tokens"] = 4;
  refused(changed, "tiers.full.limits: max_tokens is 4");
  changed = document();
  changed["tiers"]["instant"]["limits"] = changed["tiers"]["full"]["limits"];
  refused(changed, "tiers.instant.limits: is not a known field");
}

TEST_CASE("a part is what was promised or is called corrupt") {
  const FilePart promised = part("a.bin", 10, 'a');
  CHECK_NOTHROW(verify_part(promised, 10, std::string(64, 'a')));
  CHECK_THROWS_WITH(verify_part(promised, 9, std::string(64, 'a')),
                    Catch::Contains("a.bin: has 9 bytes") && Catch::Contains("promises 10"));
  CHECK_THROWS_WITH(verify_part(promised, 10, std::string(64, 'b')),
                    Catch::Contains("bbbb") && Catch::Contains("promises aaaa"));
  CHECK_THROWS_AS(verify_part(promised, 10, ""), Error);
}

TEST_CASE("a decision file is read by the same rules") {
  const DecisionRule rule = parse_decision(
      R"({"calibration": {"scale": 2, "bias": -1.5}, "thresholds": [0.25, 1], "max_tags": 4})");
  CHECK(rule.calibration.scale == 2);
  CHECK(rule.calibration.bias == -1.5);
  CHECK(rule.thresholds == std::vector<float>{.25F, 1});
  CHECK(rule.max_tags == 4);
  CHECK_THROWS_WITH(parse_decision("{}", "run/decision.json"),
                    Catch::Contains("run/decision.json: calibration: is missing"));
}

TEST_CASE("the instant tier's weight is kept, and written only where there is one") {
  DecisionRule rule{{}, {.5F}, 3};
  CHECK_THAT(decision_to_json(rule), !Catch::Contains("instant_weight"));
  rule.instant_weight = 0.75;
  CHECK(parse_decision(decision_to_json(rule)).instant_weight == 0.75);
  rule.operating_points = {{-0.5, 0.41239, 0.6, 3.25}, {0.5, 0.7, 0.3, 1}};
  const auto points = parse_decision(decision_to_json(rule)).operating_points;
  REQUIRE(points.size() == 2);
  CHECK(points[0].shift == -0.5);
  CHECK(points[0].precision == 0.4124);
  CHECK(points[0].recall == 0.6);
  CHECK(points[0].tags_per_row == 3.25);
  CHECK_THAT(decision_to_json(rule), !Catch::Contains("clear_group"));
  CHECK_THAT(decision_to_json(rule), !Catch::Contains("evidence"));
  rule.clear_group = {1.25, 0.87654, 0.5};
  rule.evidence = {286, true};
  const DecisionRule back = parse_decision(decision_to_json(rule));
  REQUIRE(back.clear_group);
  CHECK(back.clear_group->shift == 1.25);
  CHECK(back.clear_group->precision == 0.8765);
  CHECK(back.clear_group->recall == 0.5);
  REQUIRE(back.evidence);
  CHECK(back.evidence->rows == 286);
  CHECK(back.evidence->graded);
  rule.instant_weight = -1;
  CHECK_THROWS_WITH(parse_decision(decision_to_json(rule)), Catch::Contains("instant_weight"));
}

TEST_CASE("the instant tier can be blended into the full one alone, and has to be there") {
  json changed = document();
  changed["tiers"]["full"]["decision"]["instant_weight"] = 0.5;
  CHECK(Manifest::parse(changed.dump()).tiers.at("full").rule.instant_weight == 0.5);
  changed["tiers"].erase("instant");
  refused(changed, "tiers.full.decision.instant_weight: needs a tier");
  changed = document();
  changed["tiers"]["instant"]["decision"]["instant_weight"] = 0.5;
  refused(changed, "tiers.instant.decision.instant_weight: is for the full tier");
}

TEST_CASE("a damaged manifest is refused and never worse") {
  test::for_each_mutation(small().to_json(),
                          [](const std::string& text) { (void)Manifest::parse(text); });
  test::for_each_mutation(with_head().to_json(),
                          [](const std::string& text) { (void)Manifest::parse(text); });
  test::for_each_mutation(decision_to_json({{}, {.5F}, 3}),
                          [](const std::string& text) { (void)parse_decision(text); });
}

TEST_CASE("JSON nested a hundred thousand deep is an error like another") {
  const std::string deep = std::string(100000, '[') + std::string(100000, ']');
  CHECK_THROWS_AS(Manifest::parse(deep), Error);
  CHECK_THROWS_AS(Manifest::parse("{\"schema\":" + deep + "}"), Error);
}

}  // namespace
}  // namespace linnet
