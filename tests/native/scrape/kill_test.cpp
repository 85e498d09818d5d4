// The program killed at random moments, and what a run that was not killed leaves.
#include <signal.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <random>
#include <thread>

#include "native/files/files.h"
#include "tests/native/scrape/small_catalogue.h"
#include "tests/native/scrape/started_program.h"
#include "tests/temporary_folder.h"

namespace linnet::test {
namespace {

using std::filesystem::path;

constexpr int kKills = 20;

const std::vector<std::string> kEnvironment = {"KAGGLE_API_TOKEN=t"};

std::vector<std::string> urls_command(const std::string& server, const path& folder) {
  return {"kaggle", "urls", "-o", folder.string(), "--base-url", server, "--rate", "1000"};
}

std::vector<std::string> info_command(const std::string& server, const path& folder) {
  return {"kaggle", "info", "-o", folder.string(), "--base-url", server, "--rate", "1000"};
}

// Starts the command again and again, killed after a random time, until it ended by itself or was
// killed often enough. Returns the kills that met it running.
int run_killed(const std::vector<std::string>& command, int kills, std::mt19937& random) {
  std::uniform_int_distribution<int> milliseconds(2, 60);
  for (int killed = 0; killed < kills; ++killed) {
    StartedProgram program(command, kEnvironment);
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds(random)));
    program.send(SIGKILL);
    if (program.wait().signal != SIGKILL) return killed;
  }
  return kills;
}

TEST_CASE(
    "killed at twenty random moments, listing and reading leave what an unharmed run leaves") {
  Catalogue catalogue = Catalogue::of(150);
  catalogue.token = "t";
  catalogue.items[7].tags = {};  // to be rejected
  const LocalServer server([&](const ServerRequest& request) -> ServerReply {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (request.path.ends_with("/set-9")) return {.status = 403, .body = "{}"};
    return catalogue.answer(request);
  });
  const TemporaryFolder folder;
  const path whole = folder / "whole";
  REQUIRE(run_program(urls_command(server.url(), whole), kEnvironment).exit_code == 0);
  REQUIRE(run_program(info_command(server.url(), whole), kEnvironment).exit_code == 0);

  const unsigned seed = std::random_device{}();
  CAPTURE(seed);
  std::mt19937 random(seed);
  int killed = 0;
  for (int round = 0; killed < kKills; ++round) {
    REQUIRE(round < 50);
    const path harmed = folder / ("harmed-" + std::to_string(round));
    killed += run_killed(urls_command(server.url(), harmed), (kKills - killed) / 2 + 1, random);
    REQUIRE(run_program(urls_command(server.url(), harmed), kEnvironment).exit_code == 0);
    killed += run_killed(info_command(server.url(), harmed), kKills - killed, random);
    REQUIRE(run_program(info_command(server.url(), harmed), kEnvironment).exit_code == 0);
    for (const char* file :
         {"dataset_urls.csv", "dataset_info.csv", "journal.jsonl", "rejected.jsonl"}) {
      CAPTURE(file, killed);
      CHECK(read_file(harmed / file) == read_file(whole / file));
    }
  }
  CHECK(killed >= kKills);
}

}  // namespace
}  // namespace linnet::test
