#include "native/scrape/walk_log.h"

#include <catch2/catch.hpp>

#include "core/error.h"
#include "native/files/files.h"
#include "tests/temporary_folder.h"

namespace linnet::scrape {
namespace {

void fill(WalkLog& log) {
  log.add("https://h/1", "2026-01-31", "all", 1);
  log.add("https://h/2", "", "all", 1);
  log.add_tag("music");
  log.page_done("all", {.page = 1, .stale = 0, .print = "p1", .first_print = "f", .total = 7});
  log.add("https://h/3", "", "small", 1);
  log.end_slice("all", SliceEnd::kCut);
}

TEST_CASE("a walk is known again down to what was new where") {
  const TemporaryFolder folder;
  {
    WalkLog log(folder.path(), "w");
    CHECK_FALSE(log.resumed());
    fill(log);
  }
  WalkLog log(folder.path(), "w");
  CHECK(log.resumed());
  CHECK(log.size() == 3);
  CHECK(log.urls() == std::vector<std::string>{"https://h/1", "https://h/2", "https://h/3"});
  CHECK(log.found_by("all") == 2);
  CHECK(log.found_by("small") == 1);
  CHECK(log.progress("all").page == 1);
  CHECK(log.progress("all").print == "p1");
  CHECK(log.progress("all").first_print == "f");
  CHECK(log.progress("all").total == 7);
  CHECK(log.progress("small").page == 0);
  CHECK(log.ended("all") == SliceEnd::kCut);
  CHECK_FALSE(log.ended("small"));
  CHECK(log.tags() == std::vector<std::string>{"music"});
  CHECK(listed_updates(folder / "none").empty());
}

TEST_CASE("an address is new where it was first met, however often that page is told") {
  const TemporaryFolder folder;
  WalkLog log(folder.path(), "w");
  CHECK(log.add("https://h/1", "", "all", 1));
  CHECK(log.add("https://h/1", "", "all", 1));
  CHECK_FALSE(log.add("https://h/1", "", "all", 2));
  CHECK_FALSE(log.add("https://h/1", "", "small", 1));
  CHECK(log.found_by("all") == 1);
}

TEST_CASE("another walk, or one after a walk that ended, begins anew") {
  const TemporaryFolder folder;
  {
    WalkLog log(folder.path(), "w");
    fill(log);
  }
  {
    WalkLog log(folder.path(), "v");
    CHECK_FALSE(log.resumed());
    CHECK(log.size() == 0);
    CHECK_FALSE(log.ended("all"));
    fill(log);
    log.end_walk();
  }
  const WalkLog log(folder.path(), "v");
  CHECK_FALSE(log.resumed());
  CHECK(log.size() == 0);
}

TEST_CASE("what a walk listed can be read without going on with it") {
  const TemporaryFolder folder;
  CHECK(listed_updates(folder.path()).empty());
  CHECK_FALSE(std::filesystem::exists(folder / "walk.jsonl"));
  {
    WalkLog log(folder.path(), "w");
    fill(log);
    log.end_walk();
  }
  const auto updates = listed_updates(folder.path());
  CHECK(updates.size() == 3);
  CHECK(updates.at("https://h/1") == "2026-01-31");
  CHECK(updates.at("https://h/2").empty());
}

TEST_CASE("a file of another kind is refused by its name") {
  const TemporaryFolder folder;
  write_file_atomic(folder / "walk.jsonl", "{\"x\": 1}\n{\"x\": 1}\n");
  CHECK_THROWS_WITH(WalkLog(folder.path(), "w"), Catch::Contains("walk.jsonl"));
}

}  // namespace
}  // namespace linnet::scrape
