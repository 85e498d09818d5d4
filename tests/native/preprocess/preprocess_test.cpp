#include "native/preprocess/preprocess.h"

#include <CLI/CLI.hpp>
#include <catch2/catch.hpp>
#include <map>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "native/files/files.h"
#include "native/preprocess/command.h"
#include "native/preprocess/report.h"
#include "native/program.h"
#include "tests/temporary_folder.h"

using namespace linnet::preprocess;
using linnet::TemporaryFolder;

namespace {

struct Run {
  TemporaryFolder folder;
  Options options;
  std::vector<std::string> bad;

  explicit Run(const std::string& table) {
    options.input = folder / "table.csv";
    linnet::write_file_atomic(options.input, table);
  }
  Result result() {
    return preprocess(options, [&](const std::string& message) { bad.push_back(message); });
  }
};

std::map<std::string, std::size_t> rows_after(const Result& result) {
  std::map<std::string, std::size_t> rows;
  for (const Step& step : result.steps) rows[step.name] = step.rows;
  return rows;
}

const std::string kTable =
    "url,categories,title,more,description\n"
    "https://example.org/1,\"Music, rare\",One,x,first text\n"
    "https://example.org/2,Music,,x,no title\n"
    "https://example.org/3,\" ,\",Three,x,no tags\n"
    "http://www.example.org/1/,Art,Again,x,the first URL again\n"
    "https://example.org/5,music,Five,x,\n"
    "https://example.org/6,unknown,Six,x,a tag that is rare\n"
    "https://example.org/7,\"Art,Music\",Seven,x,\n"
    "https://example.org/8,art,Eight,x,\n";

}  // namespace

TEST_CASE("each step drops what it says, and the rest becomes examples") {
  Run run(kTable);
  run.options.min_share = 0.4;  // 2 of 5 rows
  run.options.shares.valid = 0;
  const Result result = run.result();
  CHECK(result.labels.names() == std::vector<std::string>{"Music", "Art"});
  CHECK(result.distinct_tags == 4);
  auto rows = rows_after(result);
  CHECK(rows["rows read"] == 8);
  CHECK(rows["without a title dropped"] == 7);
  CHECK(rows["without tags dropped"] == 6);
  CHECK(rows["repeated URLs dropped"] == 5);
  CHECK(rows["left with no label dropped"] == 4);
  REQUIRE(result.examples.size() == 4);
  CHECK(result.examples[0].id == "https://example.org/1");
  CHECK(result.examples[0].title == "One");
  CHECK(result.examples[0].description == "first text");
  CHECK(result.examples[0].labels == std::vector<std::string>{"Music"});
  CHECK(result.examples[0].split == "train");
  CHECK(result.examples[2].labels == std::vector<std::string>{"Music", "Art"});
}

TEST_CASE("a given label set is kept as it is, renames applied first") {
  Run run(kTable);
  run.options.labels = linnet::LabelSet({"Painting", "Unknown"});
  run.options.renames = TagRenames::parse(R"({"ART": "painting"})");
  const Result result = run.result();
  CHECK(result.labels.names() == std::vector<std::string>{"Painting", "Unknown"});
  REQUIRE(result.examples.size() == 3);
  CHECK(result.examples[0].labels == std::vector<std::string>{"Unknown"});
  CHECK(result.examples[1].labels == std::vector<std::string>{"Painting"});
}

TEST_CASE("a table of two grades keeps both, and the uploader's own tags beside them") {
  Run run(
      "title,url,description,clear,fits,own,part\n"
      "One,1,,\"a,b\",\"B,c,unknown\",c,train\n"
      "Two,2,,,c,,train\n"
      "Three,3,,,,a,train\n");
  run.options.labels = linnet::LabelSet({"a", "b", "c"});
  run.options.tags_column = "clear";
  run.options.also_fits_column = "fits";
  run.options.uploader_column = "own";
  run.options.split_column = "part";
  run.options.keep_untagged = true;
  const auto examples = run.result().examples;
  using Names = std::vector<std::string>;
  REQUIRE(examples.size() == 3);
  CHECK(examples[0].labels == Names{"a", "b"});
  CHECK(examples[0].also_fits == Names{"c"});
  CHECK(examples[0].uploader_labels == Names{"c"});
  CHECK(examples[1].labels.empty());
  CHECK(examples[1].also_fits == Names{"c"});
  CHECK(examples[2].labels.empty());
  CHECK(examples[2].uploader_labels == Names{"a"});
  run.options.keep_untagged = false;
  CHECK(run.result().examples.size() == 1);
}

TEST_CASE("rows are set aside by their title, the same ones from every table, and no others") {
  std::string table = "title,url,description,categories,part,from\n";
  for (int i = 0; i < 400; ++i) {
    const std::string n = std::to_string(i);
    table += "Title " + n + "," + n + ",,a," + (i % 4 == 0 ? "valid" : "train") + "," +
             (i % 2 == 0 ? "portal" : "kaggle") + "\n";
  }
  Run run(table);
  run.options.labels = linnet::LabelSet({"a"});
  run.options.split_column = "part";
  run.options.hold_out = HoldOut{"portals", 0.25, "from", {"portal", "registry"}};
  const auto held_out = [](const Result& result) {
    std::vector<std::string> titles;
    for (const auto& example : result.examples) {
      if (example.split == "portals") titles.push_back(example.title);
    }
    return titles;
  };
  const auto titles = held_out(run.result());
  CHECK(titles.size() > 10);  // 100 train rows are of portals
  CHECK(titles.size() < 45);
  for (const auto& title : titles) CHECK(std::stoi(title.substr(6)) % 4 == 2);
  // Without the rows before it each title is drawn all the same.
  Run later("title,url,description,categories,part,from\n" + titles[3] + ",1,,a,train,portal\n");
  later.options = run.options;
  later.options.input = later.folder / "table.csv";
  CHECK(held_out(later.result()) == std::vector{titles[3]});
}

TEST_CASE("given splits are used, and train rows that repeat held-out ones are dropped") {
  Run run(
      "title,url,description,categories,part,from\n"
      "Same title,1,,a,valid,x\n"
      "same TITLE,2,,a,train,x\n"
      "Another,3,,a,train,weak\n"
      "No split,4,,a,,x\n");
  run.options.labels = linnet::LabelSet({"a"});
  run.options.split_column = "part";
  run.options.partial_column = "from";
  run.options.partial_values = {"weak", "other"};
  const Result result = run.result();
  REQUIRE(result.examples.size() == 2);
  CHECK(result.examples[0].split == "valid");
  CHECK_FALSE(result.examples[0].partial);
  CHECK(result.examples[1].id == "3");
  CHECK(result.examples[1].partial);
  CHECK(rows_after(result)["near-duplicates of held-out rows dropped"] == 2);
  CHECK(result.duplicate_groups == 1);
  CHECK(result.bad_rows == 1);
  REQUIRE(run.bad.size() == 1);
  CHECK_THAT(run.bad[0], Catch::Contains("line 5") && Catch::Contains("part"));
}

TEST_CASE("a table from which nothing is left is an error that says so") {
  Run run("title,url,description,categories\nOne,1,,tag\n");
  run.options.labels = linnet::LabelSet({"other"});
  CHECK_THROWS_AS(run.result(), linnet::Error);
}

TEST_CASE("the verb writes its three files, and its exit code tells of skipped rows") {
  const TemporaryFolder folder;
  linnet::write_file_atomic(folder / "table.csv", kTable + "\"x\"y,broken\n");
  CLI::App app{"", "linnet"};
  add_verb(app);
  const std::string input = folder / "table.csv";
  const std::string output = folder / "out";
  const char* words[] = {"linnet", "preprocess", "--input", input.c_str(), "-o", output.c_str(),
                         "--json", "--valid",    "0.25",    "--min-share", "0.4"};
  CHECK(linnet::run_program(app, std::size(words), const_cast<char**>(words)) ==
        linnet::kExitPartial);
  std::size_t rows = 0;
  std::size_t valid = 0;
  linnet::read_examples(folder / "out/examples.jsonl", "", [&](linnet::Example&& example) {
    ++rows;
    valid += example.split == "valid" ? 1 : 0;
  });
  CHECK(rows == 4);
  CHECK(valid == 1);
  CHECK(linnet::LabelSet::parse(linnet::read_file(folder / "out/labels.json")).size() == 2);
  const auto report = nlohmann::ordered_json::parse(linnet::read_file(folder / "out/report.json"));
  CHECK(report["steps"].front()["rows"] == 8);
  CHECK(report["steps"].back()["rows"] == 4);
  CHECK(report["bad_rows"] == 1);
}
