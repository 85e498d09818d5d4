#include "native/examples/examples.h"

#include <catch2/catch.hpp>

#include "core/error.h"
#include "native/files/files.h"
#include "tests/temporary_folder.h"

using linnet::Error;
using linnet::Example;
using linnet::parse_example;

TEST_CASE("an example survives the way to JSON and back") {
  const Example example{.id = "https://example.org/1",
                        .title = "Birds \"of\" \xC3\x85land",
                        .description = "line\nline\ttab",
                        .labels = {"Animals", "Earth and Nature"},
                        .also_fits = {"Europe"},
                        .uploader_labels = {"Animals", "Tabular"},
                        .split = "train",
                        .partial = true};
  const std::string json = linnet::to_json(example);
  CHECK(json.find('\n') == std::string::npos);
  const Example back = parse_example(json);
  CHECK(back.id == example.id);
  CHECK(back.title == example.title);
  CHECK(back.description == example.description);
  CHECK(back.labels == example.labels);
  CHECK(back.also_fits == example.also_fits);
  CHECK(back.uploader_labels == example.uploader_labels);
  CHECK(back.split == example.split);
  CHECK(back.partial);
}

TEST_CASE("soft labels survive the way to JSON and back, and have their places") {
  const Example example{.id = "1", .title = "t", .probabilities = {{"Music", 0.5}, {"Art", 1}}};
  const Example back = parse_example(linnet::to_json(example));
  CHECK(back.probabilities == example.probabilities);
  const linnet::LabelSet labels({"Art", "Europe", "Music"});
  CHECK(linnet::soft_labels_of(back, labels) ==
        std::vector<linnet::SoftLabel>{254, linnet::kNoSoftLabel, 127});
  CHECK_THROWS_WITH(linnet::soft_labels_of(back, linnet::LabelSet({"Art"})),
                    Catch::Contains("\"Music\""));
  for (const char* bad : {"1.1", "-0.1", "\"0.5\"", "null"}) {
    CHECK_THROWS_WITH(parse_example(std::string(R"({"id":"1","title":"t","labels":[],)") +
                                    R"("probabilities":{"Art":)" + bad + "}}"),
                      Catch::Contains("\"probabilities\""));
  }
}

TEST_CASE("text that is no UTF-8 is written as JSON all the same") {
  const Example example{.id = "1", .title = "\xFF title", .split = "train"};
  CHECK_THAT(parse_example(linnet::to_json(example)).title, Catch::EndsWith(" title"));
}

TEST_CASE("what a row has not is not written") {
  const std::string json = linnet::to_json({.id = "1", .title = "t", .split = "train"});
  for (const char* member : {"partial", "also_fits", "uploader_labels"}) {
    CHECK(json.find(member) == std::string::npos);
  }
}

TEST_CASE("each label has its relevance, the clearer one where both are told") {
  const linnet::LabelSet labels({"Art", "Music", "Europe"});
  const Example example{.id = "1", .title = "t", .labels = {"Music"}, .also_fits = {"Europe"}};
  CHECK(linnet::relevance_of(example, labels) ==
        std::vector{linnet::Relevance::kNone, linnet::Relevance::kClear, linnet::Relevance::kFits});
  CHECK_THROWS_WITH(linnet::relevance_of({.id = "7", .title = "t", .also_fits = {"Dance"}}, labels),
                    Catch::Contains("example 7") && Catch::Contains("\"Dance\""));
}

TEST_CASE("a wrong field is named") {
  CHECK_THROWS_WITH(parse_example(R"({"title":"t","labels":[]})"), Catch::Contains("\"id\""));
  CHECK_THROWS_WITH(parse_example(R"({"id":"1","title":2,"labels":[]})"),
                    Catch::Contains("\"title\""));
  CHECK_THROWS_WITH(parse_example(R"({"id":"1","title":"t"})"), Catch::Contains("\"labels\""));
  CHECK_THROWS_WITH(parse_example(R"({"id":"1","title":"t","labels":[1]})"),
                    Catch::Contains("\"labels\""));
  CHECK_THROWS_WITH(parse_example(R"({"id":"1","title":"t","labels":[],"partial":1})"),
                    Catch::Contains("\"partial\""));
  CHECK_THROWS_WITH(parse_example(R"({"id":"1","title":"t","labels":["A"],"also_fits":["A"]})"),
                    Catch::Contains("\"also_fits\"") && Catch::Contains("\"A\""));
  CHECK_THROWS_AS(parse_example("[]"), Error);
  CHECK_THROWS_AS(parse_example("{"), Error);
}

TEST_CASE("rows of one split are read, and an error names file and line") {
  const linnet::TemporaryFolder folder;
  const std::string row = R"({"id":"1","title":"t","labels":[],"split":)";
  linnet::write_file_atomic(folder / "a.jsonl",
                            row + "\"train\"}\n\n" + row + "\"valid\"}\r\n" + row + "\"train\"}");
  std::size_t all = 0;
  std::size_t train = 0;
  linnet::read_examples(folder / "a.jsonl", "", [&](Example&&) { ++all; });
  linnet::read_examples(folder / "a.jsonl", "train", [&](Example&&) { ++train; });
  CHECK(all == 3);
  CHECK(train == 2);

  linnet::write_file_atomic(folder / "b.jsonl", row + "\"train\"}\n{}\n");
  CHECK_THROWS_WITH(linnet::read_examples(folder / "b.jsonl", "", [](Example&&) {}),
                    Catch::Contains("b.jsonl") && Catch::Contains("line 2"));
  CHECK_THROWS_AS(linnet::read_examples(folder / "none", "", [](Example&&) {}), Error);
}
