#include "native/scrape/kaggle_walk.h"

#include <catch2/catch.hpp>

#include "core/error.h"
#include "tests/native/scrape/collecting.h"
#include "tests/native/scrape/small_catalogue.h"

namespace linnet::scrape {
namespace {

using Catch::Contains;
using test::Catalogue;
using test::Collecting;
using test::ServerReply;
using test::ServerRequest;
using test::transport_of;

KaggleWalkOptions options_for(const Catalogue& catalogue) {
  KaggleWalkOptions options;
  options.base_url = test::kBase;
  options.last_page = catalogue.last_page;
  options.stale_pages = 3;
  options.authorization = "Bearer t";
  return options;
}

struct KaggleWalked {
  Collected collected;
  std::vector<std::string> urls;
  std::string told;
  std::size_t requests = 0;
};

KaggleWalked walk_with(const std::filesystem::path& folder,
                       const test::LocalServer::Handler& handler,
                       const KaggleWalkOptions& options) {
  Collecting collecting(folder, transport_of(handler));
  WalkLog log(folder, options.walk());
  KaggleWalked walked;
  walked.collected = walk_kaggle(options, log, collecting.collection());
  walked.urls = log.urls();
  walked.told = collecting.told();
  walked.requests = collecting.requests();
  return walked;
}

KaggleWalked walk(const Catalogue& catalogue, const KaggleWalkOptions& options) {
  const TemporaryFolder folder;
  return walk_with(
      folder.path(), [&](const ServerRequest& request) { return catalogue.answer(request); },
      options);
}

std::size_t page_of(const ServerRequest& request) {
  return request.parameter("page").empty() ? 0 : std::stoul(request.parameter("page"));
}

TEST_CASE("a catalogue of few pages is read once, and the walk says that it is complete") {
  const Catalogue catalogue = Catalogue::of(95);
  const KaggleWalked walked = walk(catalogue, options_for(catalogue));
  CHECK(walked.urls.size() == 95);
  CHECK(walked.urls.front() == "https://www.kaggle.com/datasets/owner-0/set-0");
  CHECK(walked.collected.ending == Ending::kComplete);
  CHECK_THAT(walked.collected.summary, Contains("95 data sets") && Contains("complete"));
  CHECK(walked.requests == 7);  // five pages, an empty one, and the key's test
}

TEST_CASE("size windows reach what lies behind the last page that is given out") {
  Catalogue catalogue = Catalogue::of(1000);
  catalogue.last_page = 5;  // a tenth of it
  const KaggleWalked walked = walk(catalogue, options_for(catalogue));
  CHECK(walked.urls.size() == 1000);
  CHECK(walked.collected.ending == Ending::kComplete);
}

TEST_CASE("data sets without a size are found in other orders and under their tags") {
  Catalogue catalogue = Catalogue::of(420);
  catalogue.last_page = 5;
  for (std::size_t i = 200; i < 320; ++i) catalogue.items[i].bytes = std::nullopt;
  const KaggleWalked walked = walk(catalogue, options_for(catalogue));
  CHECK(walked.urls.size() == 420);
}

TEST_CASE("many data sets of one size leave the walk incomplete, and it says so") {
  Catalogue catalogue = Catalogue::of(3000);
  catalogue.last_page = 2;
  for (test::CatalogueItem& item : catalogue.items) item.bytes = 4096;
  for (test::CatalogueItem& item : catalogue.items) item.tags = {"music"};
  const KaggleWalked walked = walk(catalogue, options_for(catalogue));
  CHECK(walked.urls.size() < 3000);
  CHECK(walked.collected.ending == Ending::kPartial);
  CHECK_FALSE(walked.collected.go_on);
  CHECK_THAT(walked.collected.summary, Contains("not known to be complete"));
}

TEST_CASE("given tags are walked alone") {
  const Catalogue catalogue = Catalogue::of(70);
  KaggleWalkOptions options = options_for(catalogue);
  options.tags = {"tag 1", "tag 2"};
  CHECK(walk(catalogue, options).urls.size() == 20);
}

TEST_CASE("the option --since lists what changed, newest first, and reads no further than that") {
  const Catalogue catalogue = Catalogue::of(280);  // ten a day
  KaggleWalkOptions options = options_for(catalogue);
  options.since = parse_update_time("2026-01-26");
  const KaggleWalked walked = walk(catalogue, options);
  CHECK(walked.urls.size() == 30);
  CHECK(walked.requests == 4);  // two pages with new ones, one of old ones alone, the key's test
}

TEST_CASE("the option --limit ends the walk, and a larger one goes on where it was") {
  const TemporaryFolder folder;
  const Catalogue catalogue = Catalogue::of(95);
  const auto handler = [&](const ServerRequest& request) { return catalogue.answer(request); };
  KaggleWalkOptions options = options_for(catalogue);
  options.limit = 30;
  const KaggleWalked first = walk_with(folder.path(), handler, options);
  CHECK(first.urls.size() == 30);
  CHECK(first.collected.ending == Ending::kPartial);
  CHECK(first.collected.go_on);
  options.limit = 0;
  const KaggleWalked second = walk_with(folder.path(), handler, options);
  CHECK(second.urls.size() == 95);
  CHECK(second.collected.ending == Ending::kComplete);
}

TEST_CASE("a rejected key is noticed although the listing answers") {
  Catalogue catalogue = Catalogue::of(95);
  catalogue.token = "another";
  const TemporaryFolder folder;
  std::size_t lists = 0;
  const auto handler = [&](const ServerRequest& request) {
    if (request.path.ends_with("/list")) ++lists;
    return catalogue.answer(request);
  };
  CHECK_THROWS_WITH(walk_with(folder.path(), handler, options_for(catalogue)), Contains("401"));
  CHECK(lists == 1);
}

TEST_CASE("a first data set that is private does not condemn the key") {
  const Catalogue catalogue = Catalogue::of(30);
  const TemporaryFolder folder;
  const auto handler = [&](const ServerRequest& request) -> ServerReply {
    if (request.path.ends_with("/owner-0/set-0")) return {.status = 403, .body = "{}"};
    return catalogue.answer(request);
  };
  CHECK(walk_with(folder.path(), handler, options_for(catalogue)).urls.size() == 30);
}

TEST_CASE("a page that repeats for ever ends its query") {
  const Catalogue catalogue = Catalogue::of(60);
  const TemporaryFolder folder;
  const auto handler = [&](ServerRequest request) {
    if (page_of(request) > 2) request.query["page"] = "2";
    return catalogue.answer(request);
  };
  const KaggleWalked walked = walk_with(folder.path(), handler, options_for(catalogue));
  CHECK(walked.urls.size() == 40);
  CHECK(walked.requests == 4);
  CHECK_THAT(walked.told, Contains("page 3 repeats"));
}

TEST_CASE("a server that does not look at the query at all is soon seen through") {
  Catalogue catalogue = Catalogue::of(2000);
  catalogue.last_page = 5;
  const TemporaryFolder folder;
  const auto handler = [&](ServerRequest request) {
    for (const char* name : {"minSize", "maxSize", "tagids"}) request.query.erase(name);
    request.query["sortBy"] = "hottest";
    return catalogue.answer(request);
  };
  const KaggleWalked walked = walk_with(folder.path(), handler, options_for(catalogue));
  CHECK(walked.urls.size() == 100);
  CHECK(walked.requests < 100);
  CHECK(walked.collected.ending == Ending::kPartial);
}

TEST_CASE("data sets that come twice or vanish between pages neither double nor end the walk") {
  Catalogue catalogue = Catalogue::of(100);
  const TemporaryFolder folder;
  std::size_t lists = 0;
  const auto handler = [&](const ServerRequest& request) {
    if (request.path.ends_with("/list")) {
      ++lists;
      // A new one at the front pushes the last of each page onto the next; later one vanishes.
      if (lists == 2) catalogue.items.insert(catalogue.items.begin(), {"new", "one", 1, {"x"}, ""});
      if (lists == 4) catalogue.items.erase(catalogue.items.begin() + 30);
    }
    return catalogue.answer(request);
  };
  const KaggleWalked walked = walk_with(folder.path(), handler, options_for(catalogue));
  CHECK(walked.urls.size() >= 98);
  CHECK(walked.urls.size() <= 101);
  CHECK(walked.collected.ending == Ending::kComplete);
}

TEST_CASE("broken pages are asked for again, and a listing that stays broken is partial") {
  const Catalogue catalogue = Catalogue::of(50);
  for (const std::string& body : {std::string("<html>"), std::string("[{\"ref\": \"a/"),
                                  std::string("[{\"ref\": \"caf\xE9\"}]"), std::string(5000, '['),
                                  std::string("{\"message\": \"oops\"}")}) {
    CAPTURE(body.substr(0, 20));
    std::size_t bad = 1;
    const auto handler = [&](const ServerRequest& request) -> ServerReply {
      if (page_of(request) == 2 && bad > 0) {
        --bad;
        return {.body = body};
      }
      return catalogue.answer(request);
    };
    const TemporaryFolder folder;
    CHECK(walk_with(folder.path(), handler, options_for(catalogue)).urls.size() == 50);
    bad = 1000;
    const TemporaryFolder other;
    const KaggleWalked walked = walk_with(other.path(), handler, options_for(catalogue));
    CHECK(walked.urls.size() == 20);
    CHECK(walked.collected.ending == Ending::kPartial);
    CHECK(walked.collected.go_on);
    bad = 0;
    const KaggleWalked again = walk_with(other.path(), handler, options_for(catalogue));
    CHECK(again.urls.size() == 50);
    CHECK(again.collected.ending == Ending::kComplete);
  }
}

TEST_CASE("a walk cut off after any request goes on to the same list") {
  Catalogue catalogue = Catalogue::of(300);
  catalogue.last_page = 3;
  for (std::size_t i = 100; i < 200; ++i) catalogue.items[i].bytes = std::nullopt;
  const KaggleWalkOptions options = options_for(catalogue);
  const KaggleWalked whole = walk(catalogue, options);
  struct Cut {};
  for (std::size_t every = 1; every < 40; every += 6) {
    const TemporaryFolder folder;
    std::vector<std::string> urls;
    for (std::size_t run = 0; urls.empty(); ++run) {
      REQUIRE(run < 2000);
      std::size_t left = every + 1;  // one for the key's test
      const auto handler = [&](const ServerRequest& request) {
        if (left-- == 0) throw Cut();
        return catalogue.answer(request);
      };
      try {
        urls = walk_with(folder.path(), handler, options).urls;
      } catch (const Cut&) {
      }
    }
    CAPTURE(every);
    CHECK(urls == whole.urls);
  }
}

TEST_CASE("halves of a window cover it without a gap, down to a single size") {
  const KaggleSlice all{.sort = "votes", .tag = "music"};
  CHECK(all.key() == "sortBy=votes&tagids=music");
  KaggleSlice slice = all;
  int depth = 0;
  while (const auto halves = slice.halves()) {
    CHECK(halves->first.min_bytes == slice.min_bytes);
    CHECK(halves->second.min_bytes == *halves->first.max_bytes + 1);
    CHECK(halves->second.max_bytes == slice.max_bytes);
    slice = halves->first;
    REQUIRE(++depth < 100);
  }
  CHECK(slice.min_bytes == *slice.max_bytes);
}

}  // namespace
}  // namespace linnet::scrape
