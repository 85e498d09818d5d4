// The verbs as a person runs them, against a server on this machine.
#include "native/scrape/collection.h"

#include <signal.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <chrono>
#include <functional>
#include <thread>

#include "native/files/files.h"
#include "tests/native/scrape/small_catalogue.h"
#include "tests/native/scrape/started_program.h"
#include "tests/temporary_folder.h"

namespace linnet::test {
namespace {

using Catch::Contains;

const std::vector<std::string> kKey = {"KAGGLE_API_TOKEN=hunter2"};

// A guard against waiting for ever: the program may have ended early.
void wait_until(const std::function<bool()>& reached) {
  const auto latest = std::chrono::steady_clock::now() + std::chrono::seconds(150);
  while (!reached()) {
    REQUIRE(std::chrono::steady_clock::now() < latest);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

using Words = std::vector<std::string>;

Words with(Words command, const Words& more) {
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

Words kaggle(const std::string& what, const LocalServer& server, const TemporaryFolder& folder) {
  return {"kaggle",     what,         "-o",     folder.path().string(),
          "--base-url", server.url(), "--rate", "1000"};
}

void write_list(const TemporaryFolder& folder, std::size_t count) {
  std::string table = "url\n";
  for (std::size_t i = 0; i < count; ++i) {
    const std::string name = std::to_string(i);
    table += "https://www.kaggle.com/datasets/owner-" + name + "/set-" + name + "\n";
  }
  write_file_atomic(folder / "dataset_urls.csv", table);
}

TEST_CASE("listing and reading give the two tables, and exit code 0") {
  Catalogue catalogue = Catalogue::of(3);
  catalogue.token = "hunter2";
  const LocalServer server([&](const ServerRequest& r) { return catalogue.answer(r); });
  const TemporaryFolder folder;
  const Ended listed = run_program(kaggle("urls", server, folder), kKey);
  CHECK(listed.exit_code == 0);
  CHECK_THAT(listed.output, Contains("3 data sets listed"));
  const Ended read = run_program(
      with(kaggle("info", server, folder), {"--contact", "mailto:me@example.org"}), kKey);
  CHECK(read.exit_code == 0);
  CHECK_THAT(read.output, Contains("3 new"));
  CHECK_THAT(read_file(folder / "dataset_urls.csv"),
             Contains("https://www.kaggle.com/datasets/owner-2/set-2\n"));
  CHECK_THAT(read_file(folder / "dataset_info.csv"),
             Contains("About set-1,https://www.kaggle.com/datasets/owner-1/set-1,"));
  const auto requests = server.requests();
  CHECK(requests.front().path == "/robots.txt");
  CHECK_THAT(requests.back().headers.at("user-agent"), Contains("(mailto:me@example.org)"));
}

TEST_CASE("a walk adds to the addresses that the table has, none included") {
  const Catalogue catalogue = Catalogue::of(1);
  const LocalServer server([&](const ServerRequest& r) { return catalogue.answer(r); });
  const TemporaryFolder folder;
  for (const char* former : {"", "https://www.kaggle.com/datasets/a/b\n"}) {
    write_file_atomic(folder / "dataset_urls.csv", std::string("url\n") + former);
    CHECK(run_program(kaggle("urls", server, folder), kKey).exit_code == 0);
    CHECK(read_file(folder / "dataset_urls.csv") ==
          std::string("url\n") + former + "https://www.kaggle.com/datasets/owner-0/set-0\n");
  }
}

TEST_CASE("what robots.txt forbids ends the run with 1, and --ignore-robots is there for leave") {
  const Catalogue catalogue = Catalogue::of(2);
  const LocalServer server([&](const ServerRequest& r) -> ServerReply {
    if (r.path == "/robots.txt") return {.body = "User-agent: *\nDisallow: /api/\n"};
    return catalogue.answer(r);
  });
  const TemporaryFolder folder;
  const Ended ended = run_program(kaggle("urls", server, folder), kKey);
  CHECK(ended.exit_code == 1);
  CHECK_THAT(ended.output, Contains("--ignore-robots"));
  CHECK(server.requests().size() == 1);
  const Ended allowed =
      run_program(with(kaggle("urls", server, folder), {"--ignore-robots"}), kKey);
  CHECK(allowed.exit_code == 0);
}

TEST_CASE("a rejected key ends the run at once with 1 and advice, and is nowhere to be seen") {
  Catalogue catalogue = Catalogue::of(30);
  catalogue.token = "another";
  const LocalServer server([&](const ServerRequest& r) { return catalogue.answer(r); });
  const TemporaryFolder folder;
  const Ended listed = run_program(kaggle("urls", server, folder), kKey);
  CHECK(listed.exit_code == 1);
  CHECK_THAT(listed.output, Contains("401") && Contains("KAGGLE_API_TOKEN") &&
                                Contains("Settings") && !Contains("hunter2"));
  CHECK(server.requests().size() == 3);  // robots.txt, one page, the key's test
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path())) {
    if (entry.is_regular_file()) CHECK_THAT(read_file(entry.path()), !Contains("hunter2"));
  }
}

TEST_CASE("without a key, or with a date that is none, the exit code is 2") {
  const Catalogue catalogue = Catalogue::of(1);
  const LocalServer server([&](const ServerRequest& r) { return catalogue.answer(r); });
  const TemporaryFolder folder;
  const Ended keyless =
      run_program(kaggle("urls", server, folder), {"HOME=" + folder.path().string()});
  CHECK(keyless.exit_code == 2);
  CHECK_THAT(keyless.output, Contains("KAGGLE_API_TOKEN"));
  CHECK(run_program(with(kaggle("urls", server, folder), {"--since", "soon"}), kKey).exit_code ==
        2);
  CHECK(server.requests().empty());
}

TEST_CASE("the option --limit is partial, exit code 3, and says what to type to go on") {
  const Catalogue catalogue = Catalogue::of(30);
  const LocalServer server([&](const ServerRequest& r) { return catalogue.answer(r); });
  const TemporaryFolder folder;
  const Ended ended = run_program(with(kaggle("urls", server, folder), {"--limit", "5"}), kKey);
  CHECK(ended.exit_code == 3);
  CHECK_THAT(ended.output,
             Contains("linnet scrape kaggle urls --output " + folder.path().string()) &&
                 Contains("--limit 5"));
}

TEST_CASE("Ctrl-C ends cleanly: 130, the tables written, and what to type to go on") {
  const Catalogue catalogue = Catalogue::of(200);
  std::atomic<int> asked = 0;
  std::atomic<bool> interrupted = false;
  const LocalServer server([&](const ServerRequest& r) {
    // So it is not done before it is interrupted, however late that is.
    ++asked;
    while (asked >= 20 && !interrupted) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return catalogue.answer(r);
  });
  const TemporaryFolder folder;
  write_list(folder, 200);
  StartedProgram program(kaggle("info", server, folder), kKey);
  wait_until([&] { return asked >= 20; });
  program.send(SIGINT);
  interrupted = true;
  const Ended ended = program.wait();
  CHECK(ended.exit_code == 130);
  CHECK_THAT(ended.output, Contains("go on with:\n  linnet scrape kaggle info"));
  CHECK_THAT(read_file(folder / "dataset_info.csv"), Contains("About set-9"));
  CHECK(server.requests().size() < 200);
  CHECK(run_program(kaggle("info", server, folder), kKey).exit_code == 0);
}

TEST_CASE("Ctrl-C does not wait for a long Retry-After") {
  const LocalServer server([](const ServerRequest& r) -> ServerReply {
    if (r.path == "/robots.txt") return {.status = 404};
    return {.status = 429, .headers = {{"Retry-After", "600"}}};
  });
  const TemporaryFolder folder;
  write_list(folder, 1);
  StartedProgram program(kaggle("info", server, folder), kKey);
  wait_until([&] { return server.requests().size() >= 2; });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  const auto start = std::chrono::steady_clock::now();
  program.send(SIGINT);
  CHECK(program.wait().exit_code == 130);
  // A tenth of the wait that was asked for.
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(60));
}

TEST_CASE("items of every kind of fault are told apart in one run") {
  const Catalogue catalogue = Catalogue::of(7);
  const LocalServer server([&](const ServerRequest& r) -> ServerReply {
    const auto is = [&](const char* name) { return r.path.ends_with(name); };
    if (is("set-0")) return {.status = 302, .headers = {{"Location", r.target}}};
    if (is("set-1")) return {.generated_bytes = 300'000'000};
    if (is("set-2")) return {.status = 403, .body = "{}"};
    if (is("set-3"))
      return {.body = "{\"ref\": \"owner-3/set-3\", \"title\": \"T\", \"tags\": []}"};
    if (is("set-4")) return {.status = 404, .body = "{}"};
    return catalogue.answer(r);
  });
  const TemporaryFolder folder;
  write_list(folder, 7);
  const Ended ended = run_program(with(kaggle("info", server, folder), {"--json"}), kKey);
  CHECK(ended.exit_code == 0);
  CHECK_THAT(ended.output,
             Contains(R"("new":2,"updated":0,"unchanged":0,"filtered":0,"rejected":5)"));
  const std::string rejected = read_file(folder / "rejected.jsonl");
  for (const char* reason : {"redirects", "larger than", "private", "no tags", "404"}) {
    CHECK_THAT(rejected, Contains(reason));
  }
}

TEST_CASE("Croissant needs permission, and says why") {
  const Catalogue catalogue = Catalogue::of(2);
  const LocalServer server([&](const ServerRequest& r) { return catalogue.answer(r); });
  const TemporaryFolder folder;
  write_list(folder, 2);
  const Words command = {"croissant",
                         "-o",
                         folder.path().string(),
                         "-i",
                         (folder / "dataset_urls.csv").string(),
                         "--base-url",
                         server.url(),
                         "--rate",
                         "1000"};
  const Ended refused = run_program(command, {});
  CHECK(refused.exit_code == 2);
  CHECK_THAT(refused.output, Contains("terms") && Contains("--i-have-permission"));
  CHECK(server.requests().empty());
  const Ended allowed = run_program(with(command, {"--i-have-permission"}), {});
  CHECK(allowed.exit_code == 0);
  CHECK_THAT(allowed.output, Contains("terms"));
  CHECK_THAT(read_file(folder / "dataset_info.csv"), Contains("About set-1"));
}

TEST_CASE("a CKAN portal is read by its address alone") {
  const LocalServer server([](const ServerRequest& r) -> ServerReply {
    if (r.path != "/data/api/3/action/package_search") return {.status = 404};
    return {.body = R"({"success": true, "result": {"count": 1, "results":
             [{"name": "bees", "title": "Bees", "tags": [{"display_name": "insects"}]}]}})"};
  });
  const TemporaryFolder folder;
  const Ended ended = run_program(
      {"ckan", server.url() + "/data", "-o", folder.path().string(), "--rate", "1000"}, {});
  CHECK(ended.exit_code == 0);
  CHECK(read_file(folder / "dataset_urls.csv") == "url\n" + server.url() + "/data/dataset/bees\n");
  CHECK_THAT(read_file(folder / "dataset_info.csv"), Contains("Bees,") && Contains("insects"));
}

TEST_CASE("an unchanged listing is answered from the cache by its ETag") {
  const Catalogue catalogue = Catalogue::of(10);
  std::size_t unchanged = 0;
  const LocalServer server([&](const ServerRequest& r) -> ServerReply {
    if (r.headers.contains("if-none-match")) {
      ++unchanged;
      return {.status = 304};
    }
    ServerReply reply = catalogue.answer(r);
    reply.headers["ETag"] = "\"" + r.target + "\"";
    return reply;
  });
  const TemporaryFolder folder;
  CHECK(run_program(kaggle("urls", server, folder), kKey).exit_code == 0);
  const std::string table = read_file(folder / "dataset_urls.csv");
  CHECK(unchanged == 0);
  CHECK(run_program(kaggle("urls", server, folder), kKey).exit_code == 0);
  CHECK(unchanged >= 2);
  CHECK(read_file(folder / "dataset_urls.csv") == table);
}

}  // namespace
}  // namespace linnet::test
