#include "native/classify/classifier.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "native/classify/output.h"
#include "native/examples/examples.h"
#include "tests/native/bundle/tiny_bundle.h"
#include "tests/temporary_folder.h"

namespace linnet::classify {
namespace {

using nlohmann::json;

struct Tiny {
  TemporaryFolder folder;
  Tiny() { bundle::write_bundle(folder.path(), test::tiny_bundle()); }
  Classifier classifier(ClassifierOptions options) const {
    return Classifier(BundleFolder(folder.path()), options);
  }
};

TEST_CASE("the instant tier gives the tag whose word the title has") {
  const Tiny tiny;
  const Classifier classifier = tiny.classifier({"instant"});
  const std::vector<InputRow> rows{{"a", "school", ""}, {"b", "", "weather"}, {"c", "zzz", "qqq"}};
  const auto results = classifier.classify(rows);
  REQUIRE(results.size() == 3);
  REQUIRE(results[0].tags.size() == 1);
  CHECK(classifier.labels().name(results[0].tags[0].label) == "Education");
  CHECK(results[0].id == "a");
  CHECK(results[2].tags.empty());
  CHECK(to_table(results[0], classifier.labels(), "instant").find("also fits") ==
        std::string::npos);
  ClassifiedRow parted = results[0];
  parted.tags = {{0, .9F, .5F, true}, {1, .8F, .5F, false}, {2, .7F, .5F, true}};
  const std::string table = to_table(parted, classifier.labels(), "instant");
  const auto at = [&](const std::string& text) { return table.find(text); };
  const auto name = [&](std::size_t label) { return classifier.labels().name(label); };
  CHECK(at(name(0)) < at(name(2)));
  CHECK(at(name(2)) < at("also fits:"));
  CHECK(at("also fits:") < at(name(1)));
  CHECK_THAT(to_json_line(parted, classifier.labels()), Catch::Contains("\"clear\":false"));
  CHECK(to_table(results[2], classifier.labels(), "instant").find("No tag fits") == 0);
  CHECK(to_table(results[0], classifier.labels(), "instant").find("Education") == 0);
}

TEST_CASE("soft labels are what the tier was trained to give, in rows that a trainer reads") {
  const Tiny tiny;
  const std::vector<InputRow> rows{{"a", "school", "weather \"today\""}};
  const Classifier calibrated = tiny.classifier({.tier = "instant", .all = true});
  const Classifier raw = tiny.classifier({.tier = "instant", .all = true, .uncalibrated = true});
  const ClassifiedRow result = raw.classify(rows)[0];
  const Calibration calibration = BundleFolder(tiny.folder.path()).tier("instant").rule.calibration;
  const Example example = parse_example(to_example_line(rows[0], result, raw.labels()));
  CHECK(example.id == "a");
  CHECK(example.title == "school");
  CHECK(example.description == rows[0].description);
  CHECK(example.labels.empty());
  CHECK(example.split == "train");
  REQUIRE(example.probabilities.size() == raw.labels().size());
  const auto expected = calibrated.classify(rows)[0].probabilities;
  for (std::size_t label = 0; label < expected.size(); ++label) {
    CHECK(example.probabilities[label].first == raw.labels().name(label));
    const double p = example.probabilities[label].second;
    const auto logit = static_cast<float>(std::log(p / (1 - p)));
    CHECK(calibrated_probability(calibration, logit) == Approx(expected[label]).margin(1e-4));
  }
}

TEST_CASE("a row without a description is decided by the thresholds of titles alone") {
  const TemporaryFolder folder;
  bundle::BundleContents contents = test::tiny_bundle();
  for (auto& [name, tier] : contents.tiers) tier.rule.title_shift = kMaxShift;
  bundle::write_bundle(folder.path(), contents);
  const Classifier classifier(BundleFolder(folder.path()), {"instant"});
  const std::vector<InputRow> rows{{"a", "school", ""}, {"b", "school", "school"}};
  const auto results = classifier.classify(rows);
  CHECK(results[0].tags.empty());
  CHECK(results[1].tags.size() == 1);
}

TEST_CASE("strictness and wishes are asked of every row") {
  const Tiny tiny;
  const std::vector<InputRow> rows{{"a", "school", ""}};
  const auto given = [&](ClassifierOptions options) {
    const Classifier classifier = tiny.classifier(std::move(options));
    std::vector<std::string> names;
    const auto results = classifier.classify(rows);
    for (const Tag& tag : results[0].tags) {
      names.push_back(classifier.labels().name(tag.label));
    }
    return names;
  };
  using Names = std::vector<std::string>;
  CHECK(given({.tier = "instant"}) == Names{"Education"});
  CHECK(given({.tier = "instant", .shift = kMaxShift}).empty());
  CHECK(given({.tier = "instant", .excluded = {"Education"}}).empty());
  const auto required = given({.tier = "instant", .required = {"Climate"}});
  CHECK(required == Names{"Education", "Climate"});
  CHECK_THROWS_WITH(given({.tier = "instant", .excluded = {"Nothing"}}),
                    Catch::Contains("no label \"Nothing\""));
}

TEST_CASE("a result is one line of JSON with tags, thresholds and what was cut") {
  const Tiny tiny;
  const Classifier classifier = tiny.classifier({"full", 2, true, 2});
  std::string description;
  for (int i = 0; i < 200; ++i) description += "rain ";
  const std::vector<InputRow> rows{{"bad \xff id", "school", description}};
  const std::string line = to_json_line(classifier.classify(rows).front(), classifier.labels());
  CHECK(line.find('\n') == std::string::npos);
  const json result = json::parse(line);
  CHECK(result["id"] == "bad \xEF\xBF\xBD id");
  CHECK(result["truncated"] == true);
  REQUIRE(result["tags"].size() == 2);
  CHECK(result["tags"][0]["probability"] >= result["tags"][1]["probability"]);
  CHECK(result["tags"][0]["threshold"] == 0.5);
  REQUIRE(result["probabilities"].size() == 5);
  CHECK(result["probabilities"][result["tags"][0]["label"].get<std::string>()] ==
        result["tags"][0]["probability"]);
}

TEST_CASE("a text that reads like no data set's gets required labels alone, and is told") {
  const TemporaryFolder folder;
  bundle::BundleContents contents = test::tiny_bundle();
  contents.detector = {"detector.bin", test::tiny_detector()};
  bundle::write_bundle(folder.path(), contents);
  const std::vector<InputRow> rows{{"a", "school", ""}, {"b", "school", "hello"}};
  const auto answers = [&](ClassifierOptions options) {
    const Classifier classifier(BundleFolder(folder.path()), std::move(options));
    std::vector<json> lines;
    for (const ClassifiedRow& row : classifier.classify(rows)) {
      lines.push_back(json::parse(to_json_line(row, classifier.labels())));
    }
    return lines;
  };
  for (const std::string tier : {"instant", "full"}) {
    const auto lines = answers({.tier = tier, .required = {"Climate"}});
    CHECK(lines[0]["data_set"] == true);
    CHECK(lines[1]["data_set"] == false);
    REQUIRE(lines[1]["tags"].size() == 1);
    CHECK(lines[1]["tags"][0]["label"] == "Climate");
  }
  CHECK(answers({.tier = "instant"})[1]["tags"].empty());
  CHECK(answers({.tier = "instant", .top = 2})[1]["tags"].size() == 2);
  const auto any = answers({.tier = "instant", .any_text = true});
  CHECK(any[1]["tags"][0]["label"] == "Education");
  CHECK(any[1]["data_set"] == false);

  const Classifier classifier(BundleFolder(folder.path()), {"instant"});
  const ClassifiedRow row = classifier.classify(rows)[1];
  CHECK_THAT(to_table(row, classifier.labels(), "instant"),
             Catch::StartsWith("This does not read like the description of a data set"));
}

TEST_CASE("all of a long text is read where that is asked for") {
  const Tiny tiny;
  std::string description;
  for (int word = 0; word < 200; ++word) description += "weather ";
  const std::vector<InputRow> rows{{"a", "school", description}};
  const Classifier beginning = tiny.classifier({.tier = "full"});
  const Classifier whole = tiny.classifier({.tier = "full", .all = true, .read_all = true});
  const ClassifiedRow first = beginning.classify(rows).front();
  CHECK(first.truncated);
  CHECK_THAT(to_table(first, beginning.labels(), "full"), Catch::Contains("--read-all"));
  CHECK_FALSE(whole.classify(rows).front().truncated);
  const Classifier instant = tiny.classifier({.tier = "instant", .read_all = true});
  CHECK(instant.classify(rows).front().tags.size() ==
        tiny.classifier({.tier = "instant"}).classify(rows).front().tags.size());
}

TEST_CASE("a bundle without a detector tells nothing of a text's kind") {
  const Tiny tiny;
  const Classifier classifier = tiny.classifier({"instant"});
  const std::vector<InputRow> rows{{"a", "school", "hello"}};
  const ClassifiedRow row = classifier.classify(rows).front();
  CHECK_FALSE(json::parse(to_json_line(row, classifier.labels())).contains("data_set"));
  CHECK(row.tags.size() == 1);
}

TEST_CASE("without --all there are no probabilities of other labels") {
  const Tiny tiny;
  const Classifier classifier = tiny.classifier({"instant"});
  const std::vector<InputRow> rows{{"a", "school", ""}};
  CHECK_FALSE(json::parse(to_json_line(classifier.classify(rows).front(), classifier.labels()))
                  .contains("probabilities"));
}

}  // namespace
}  // namespace linnet::classify
