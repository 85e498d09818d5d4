#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <random>
#include <string>
#include <thread>

#include "native/scrape/command.h"
#include "tests/native/run_verb.h"
#include "tests/native/scrape/small_dump.h"
#include "tests/temporary_folder.h"

using namespace linnet;
using namespace linnet::scrape;
using test::small_dump;
using test::Tables;
using test::write_dump;

namespace {

constexpr const char* kOutputs[] = {"journal.jsonl", "rejected.jsonl", "dataset_info.csv",
                                    "dataset_urls.csv"};

int scrape_dump(const std::filesystem::path& dump, const std::filesystem::path& output,
                const std::vector<std::string>& more = {}) {
  std::vector<std::string> arguments = {"scrape", "meta-kaggle", dump.string(), "-o",
                                        output.string()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return linnet::test::run_verb(add_verb, arguments);
}

std::string all_outputs(const std::filesystem::path& folder) {
  std::string all;
  for (const char* name : kOutputs) all += read_file(folder / name) + "|";
  return all;
}

// Enough data sets for a run that can be killed in its middle.
Tables large_dump() {
  Tables tables = small_dump();
  std::string datasets = "Id,OwnerUserId,CurrentDatasetVersionId\n";
  std::string versions = "Id,Title,Slug,Subtitle,Description\n";
  std::string tags = "DatasetId,TagId\n";
  for (int i = 1; i <= 2'000; ++i) {
    const std::string id = std::to_string(i);
    datasets += id + ",10," + id + "\n";
    versions +=
        id + ",Title " + id + ",set-" + id + ",,\"Some *words* of\n<p>set</p> " + id + "\"\n";
    if (i % 5 > 0) tags += id + ",3\n";
  }
  tables["Datasets.csv"] = datasets;
  tables["DatasetVersions.csv"] = versions;
  tables["DatasetTags.csv"] = tags;
  return tables;
}

pid_t start_program(const std::filesystem::path& dump, const std::filesystem::path& output) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  ::execl(LINNET_BINARY_DIR "/linnet", "linnet", "scrape", "meta-kaggle", dump.c_str(), "-o",
          output.c_str(), nullptr);
  ::_exit(127);
}

}  // namespace

TEST_CASE("a dump becomes both tables, with text without markup and tags under their names") {
  const TemporaryFolder folder;
  write_dump(folder / "dump", small_dump());
  CHECK(scrape_dump(folder / "dump", folder / "out", {"--parent-tags"}) == 0);
  CHECK(read_file(folder.path() / "out" / "dataset_info.csv") ==
        "title,url,description,categories\n"
        "Rain,https://www.kaggle.com/datasets/ann/rain,\"By day, by gauge\n"
        "Rain\n"
        "from gauges, \"\"daily\"\"\",\"weather,Earth and Nature,Beginner\"\n"
        "Bees,https://www.kaggle.com/datasets/ben/bees,,Beginner\n"
        "Rivers,https://www.kaggle.com/datasets/bureau/rivers,Levels of rivers,Earth and Nature\n");
  CHECK(read_file(folder.path() / "out" / "dataset_urls.csv") ==
        "url\n"
        "https://www.kaggle.com/datasets/ann/rain\n"
        "https://www.kaggle.com/datasets/ben/bees\n"
        "https://www.kaggle.com/datasets/bureau/rivers\n");
}

TEST_CASE("a data set without tags is rejected with the reason and in no table") {
  const TemporaryFolder folder;
  Tables tables = small_dump();
  tables["DatasetTags.csv"] = "DatasetId,TagId\n1,3\n3,2\n";
  write_dump(folder / "dump", tables);
  CHECK(scrape_dump(folder / "dump", folder / "out") == 0);
  CHECK_THAT(read_file(folder.path() / "out" / "rejected.jsonl"),
             Catch::Contains("ben/bees") && Catch::Contains("no tags"));
  CHECK_THAT(read_file(folder.path() / "out" / "dataset_info.csv"), !Catch::Contains("bees"));
}

TEST_CASE("options leave records out") {
  const TemporaryFolder folder;
  write_dump(folder / "dump", small_dump());
  CHECK(scrape_dump(folder / "dump", folder / "out", {"--min-description", "1"}) == 0);
  CHECK_THAT(read_file(folder.path() / "out" / "dataset_urls.csv"), !Catch::Contains("bees"));
}

TEST_CASE("exit codes: 3 with broken rows, 2 with wrong input") {
  const TemporaryFolder folder;
  Tables tables = small_dump();
  tables["Users.csv"] += "x,y\n";
  write_dump(folder / "dump", tables);
  CHECK(scrape_dump(folder / "dump", folder / "out") == kExitPartial);
  CHECK(scrape_dump(folder / "none", folder / "out") == kExitBadInput);
  CHECK(scrape_dump(folder / "dump", folder / "out", {"--script", "klingonese"}) == kExitBadInput);
}

TEST_CASE("a second run changes nothing; a dump that changed adds what changed") {
  const TemporaryFolder folder;
  Tables tables = small_dump();
  write_dump(folder / "dump", tables);
  CHECK(scrape_dump(folder / "dump", folder / "out") == 0);
  const std::string first = all_outputs(folder / "out");
  CHECK(scrape_dump(folder / "dump", folder / "out") == 0);
  CHECK(all_outputs(folder / "out") == first);

  std::string& versions = tables["DatasetVersions.csv"];
  versions.replace(versions.find("Levels of"), 9, "Depths of");
  write_dump(folder / "dump", tables);
  CHECK(scrape_dump(folder / "dump", folder / "out") == 0);
  CHECK_THAT(read_file(folder.path() / "out" / "dataset_info.csv"), Catch::Contains("Depths of"));
  const std::string journal = read_file(folder.path() / "out" / "journal.jsonl");
  CHECK(std::count(journal.begin(), journal.end(), '\n') == 4);
}

TEST_CASE("killed at twenty moments and run again, it leaves what one run leaves") {
  const TemporaryFolder folder;
  write_dump(folder / "dump", large_dump());
  const auto begin = std::chrono::steady_clock::now();
  REQUIRE(scrape_dump(folder / "dump", folder / "whole") == 0);
  const auto whole_run = std::chrono::steady_clock::now() - begin;
  const std::string expected = all_outputs(folder / "whole");

  std::mt19937 random(1);
  std::uniform_real_distribution<double> share(0, 1);
  int killed = 0;
  for (int i = 0; i < 20; ++i) {
    const auto output = folder / ("out" + std::to_string(i));
    const pid_t child = start_program(folder / "dump", output);
    REQUIRE(child > 0);
    std::this_thread::sleep_for(whole_run * share(random));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    killed += WIFSIGNALED(status) ? 1 : 0;
    REQUIRE(scrape_dump(folder / "dump", output) == 0);
    CHECK(all_outputs(output) == expected);
  }
  CHECK(killed > 0);
}
