#include "native/scrape/ckan_walk.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "tests/native/scrape/collecting.h"

namespace linnet::scrape {
namespace {

using Catch::Contains;
using test::Collecting;
using test::ServerReply;
using test::ServerRequest;
using test::transport_of;
using Json = nlohmann::ordered_json;

struct Portal {
  std::vector<std::string> names;

  explicit Portal(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) names.push_back("set-" + std::to_string(i));
  }
  ServerReply answer(const ServerRequest& request) const {
    if (request.path != "/api/3/action/package_search") return {.status = 404};
    const std::size_t start = std::stoul(request.parameter("start"));
    const std::size_t rows = std::stoul(request.parameter("rows"));
    Json results = Json::array();
    for (std::size_t i = start; i < std::min(names.size(), start + rows); ++i) {
      results.push_back({{"name", names[i]},
                         {"title", "About " + names[i]},
                         {"notes", "<p>All of it</p>"},
                         {"tags", {{{"display_name", "music"}}}}});
    }
    const Json reply = {{"success", true},
                        {"result", {{"count", names.size()}, {"results", results}}}};
    return {.body = reply.dump()};
  }
};

struct Walked {
  Collected collected;
  std::size_t records = 0;
  Counts counts;
  std::string told;
  std::size_t requests = 0;
};

CkanWalkOptions small_pages() {
  CkanWalkOptions options;
  options.portal = std::string(test::kBase) + "/";
  options.rows = 10;
  return options;
}

Walked walk_with(const std::filesystem::path& folder, const test::LocalServer::Handler& handler,
                 const CkanWalkOptions& options = small_pages()) {
  Collecting collecting(folder, transport_of(handler));
  WalkLog log(folder, options.walk());
  Walked walked;
  walked.collected = walk_ckan(options, log, collecting.collection());
  walked.records = collecting.journal().size();
  walked.counts = collecting.counts();
  walked.told = collecting.told();
  walked.requests = collecting.requests();
  return walked;
}

TEST_CASE("a portal is read page after page, each once") {
  const TemporaryFolder folder;
  const Portal portal(35);
  const Walked walked =
      walk_with(folder.path(), [&](const ServerRequest& r) { return portal.answer(r); });
  CHECK(walked.records == 35);
  CHECK(walked.requests == 4);
  CHECK(walked.collected.ending == Ending::kComplete);
  CHECK_THAT(walked.collected.summary, Contains("35 data sets of 35"));
}

TEST_CASE("an empty portal is complete") {
  const TemporaryFolder folder;
  const Portal portal(0);
  const Walked walked =
      walk_with(folder.path(), [&](const ServerRequest& r) { return portal.answer(r); });
  CHECK(walked.collected.ending == Ending::kComplete);
  CHECK(walked.requests == 1);
}

TEST_CASE("what slipped through when a data set vanished is found on a second pass") {
  const TemporaryFolder folder;
  Portal portal(35);
  std::size_t requests = 0;
  const Walked walked = walk_with(folder.path(), [&](const ServerRequest& r) {
    // The first vanishes after the first page: set-10 moves onto the page that was read.
    if (++requests == 2) portal.names.erase(portal.names.begin());
    return portal.answer(r);
  });
  CHECK(walked.records == 35);
  CHECK(walked.collected.ending == Ending::kComplete);
}

TEST_CASE("a page that repeats for ever ends the walk, and it is known to be partial") {
  const TemporaryFolder folder;
  const Portal portal(35);
  const Walked walked = walk_with(folder.path(), [&](ServerRequest r) {
    r.query["start"] = "0";
    return portal.answer(r);
  });
  CHECK(walked.records == 10);
  CHECK(walked.requests < 10);
  CHECK(walked.collected.ending == Ending::kPartial);
  CHECK_THAT(walked.told, Contains("repeats"));
}

TEST_CASE("a page that stays broken makes the walk partial, and the next run goes on there") {
  const TemporaryFolder folder;
  const Portal portal(35);
  bool broken = true;
  const auto handler = [&](const ServerRequest& r) -> ServerReply {
    if (broken && r.parameter("start") == "20") return {.body = "{\"success\": true, \"res"};
    return portal.answer(r);
  };
  const Walked first = walk_with(folder.path(), handler);
  CHECK(first.records == 20);
  CHECK(first.collected.ending == Ending::kPartial);
  CHECK(first.collected.go_on);
  broken = false;
  const Walked second = walk_with(folder.path(), handler);
  CHECK(second.records == 35);
  CHECK(second.requests == 2);
  CHECK(second.collected.ending == Ending::kComplete);
}

TEST_CASE("untagged data sets are rejected once, however often they come") {
  const TemporaryFolder folder;
  const auto handler = [](const ServerRequest&) -> ServerReply {
    return {.body = R"({"success": true, "result": {"count": 2, "results":
             [{"name": "a", "title": "A"}, {"title": "nameless"}]}})"};
  };
  CHECK(walk_with(folder.path(), handler).counts.rejected == 2);
  const Walked again = walk_with(folder.path(), handler);
  CHECK(again.counts.rejected == 0);
  CHECK(again.collected.ending == Ending::kComplete);
}

TEST_CASE("the option --since becomes the portal's own filter, and --limit ends the walk") {
  const TemporaryFolder folder;
  const Portal portal(35);
  std::string filter;
  CkanWalkOptions options = small_pages();
  options.since = parse_update_time("2026-01-31");
  options.limit = 15;
  const Walked walked = walk_with(
      folder.path(),
      [&](const ServerRequest& r) {
        filter = r.parameter("fq");
        return portal.answer(r);
      },
      options);
  CHECK(filter == "metadata_modified:[2026-01-31T00:00:00Z TO *]");
  CHECK(walked.records == 15);
  CHECK(walked.collected.go_on);
}

}  // namespace
}  // namespace linnet::scrape
