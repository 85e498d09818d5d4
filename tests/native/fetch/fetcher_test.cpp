// Manners and patience, against scripted replies and a clock that only sleeping moves.
#include "native/fetch/fetcher.h"

#include <catch2/catch.hpp>
#include <deque>
#include <memory>
#include <numeric>

#include "tests/native/fetch/fake_surroundings.h"
#include "tests/temporary_folder.h"

namespace linnet::fetch {
namespace {

using Catch::Contains;
using test::FakeWorld;

HttpReply reply(int status, std::string body = "",
                std::map<std::string, std::string> headers = {}) {
  HttpReply made;
  made.status = status;
  made.body = std::move(body);
  made.headers = std::move(headers);
  return made;
}

HttpReply failed(Failure failure) {
  HttpReply made;
  made.failure = failure;
  made.reason = "libcurl's words";
  return made;
}

// Answers by path, each reply of a path once and the last for ever; 404 where nothing is set.
struct Script {
  FakeWorld world;
  std::map<std::string, std::deque<HttpReply>> replies;
  std::vector<HttpRequest> requests;
  std::vector<double> times;
  std::vector<std::string> told;

  Fetcher fetcher(FetchOptions options = {}) {
    if (options.user_agent.empty()) options.user_agent = "linnet/test";
    Fetcher made(options, world.surroundings(), [this](const HttpRequest& request) {
      requests.push_back(request);
      times.push_back(world.seconds);
      auto& queue = replies[parse_url(request.url).target];
      if (queue.empty()) return reply(404);
      HttpReply next = queue.front();
      if (queue.size() > 1) queue.pop_front();
      return next;
    });
    made.on_retry([this](const Retry& retry) { told.push_back(retry.reason); });
    return made;
  }
  std::size_t requests_of(const std::string& target) const {
    return static_cast<std::size_t>(std::count_if(
        requests.begin(), requests.end(),
        [&](const HttpRequest& request) { return parse_url(request.url).target == target; }));
  }
  double slept() const { return std::accumulate(world.sleeps.begin(), world.sleeps.end(), 0.0); }
};

Get get_of(const std::string& target) {
  Get get;
  get.url = "https://h" + target;
  return get;
}

FetchOptions without_robots() {
  FetchOptions options;
  options.honour_robots = false;
  return options;
}

TEST_CASE("requests are a second apart by default, the one for robots.txt included") {
  Script script;
  script.replies["/a"] = {reply(200, "body")};
  Fetcher fetcher = script.fetcher();
  CHECK(fetcher.get(get_of("/a")).body == "body");
  fetcher.get(get_of("/a"));
  REQUIRE(script.times.size() == 3);
  CHECK(script.times[1] - script.times[0] >= 1);
  CHECK(script.times[2] - script.times[1] >= 1);
  CHECK(fetcher.counts().requests == 3);
}

TEST_CASE("robots.txt is read once, and what it forbids is not asked for") {
  Script script;
  script.replies["/robots.txt"] = {reply(200, "User-agent: *\nDisallow: /api\n")};
  script.replies["/a"] = {reply(200)};
  Fetcher fetcher = script.fetcher();
  fetcher.get(get_of("/a"));
  CHECK_THROWS_WITH(fetcher.get(get_of("/api/x")),
                    Contains("https://h/api/x") && Contains("--ignore-robots"));
  CHECK(script.requests_of("/robots.txt") == 1);
  CHECK(script.requests_of("/api/x") == 0);
}

TEST_CASE("robots.txt forbids the place that a redirect leads to, too") {
  Script script;
  script.replies["/robots.txt"] = {reply(200, "User-agent: *\nDisallow: /b\n")};
  script.replies["/a"] = {reply(302, "", {{"location", "/b"}})};
  CHECK_THROWS_WITH(script.fetcher().get(get_of("/a")), Contains("/b"));
  CHECK(script.requests_of("/b") == 0);
}

TEST_CASE("no robots.txt allows everything, one out of reach nothing") {
  for (const int status : {404, 401, 403, 410}) {
    Script script;
    script.replies["/robots.txt"] = {reply(status)};
    script.replies["/a"] = {reply(200)};
    CAPTURE(status);
    CHECK(script.fetcher().get(get_of("/a")).ok());
  }
  Script script;
  script.replies["/robots.txt"] = {reply(503)};
  CHECK_THROWS_WITH(script.fetcher().get(get_of("/a")), Contains("robots.txt"));
  CHECK(script.requests_of("/a") == 0);
}

TEST_CASE("of a robots.txt past the limit the beginning counts") {
  Script script;
  HttpReply large = reply(200, "User-agent: *\nDisallow: /a\n");
  large.failure = Failure::kTooLarge;
  script.replies["/robots.txt"] = {large};
  CHECK_THROWS_WITH(script.fetcher().get(get_of("/a")), Contains("leave it alone"));
}

TEST_CASE("a crawl delay longer than our spacing is kept") {
  Script script;
  script.replies["/robots.txt"] = {reply(200, "User-agent: *\nCrawl-delay: 10\n")};
  script.replies["/a"] = {reply(200)};
  Fetcher fetcher = script.fetcher();
  fetcher.get(get_of("/a"));
  fetcher.get(get_of("/a"));
  REQUIRE(script.times.size() == 3);
  CHECK(script.times[2] - script.times[1] >= 10);
}

TEST_CASE("Retry-After is obeyed, in seconds and as a date by the server's own clock") {
  Script script;
  script.replies["/seconds"] = {reply(429, "", {{"retry-after", "90"}}), reply(200, "x")};
  script.replies["/date"] = {reply(503, "",
                                   {{"retry-after", "Sun, 06 Nov 1994 08:51:07 GMT"},
                                    {"date", "Sun, 06 Nov 1994 08:49:37 GMT"}}),
                             reply(200, "x")};
  Fetcher fetcher = script.fetcher(without_robots());
  CHECK(fetcher.get(get_of("/seconds")).ok());
  CHECK(fetcher.get(get_of("/date")).ok());
  CHECK(script.times[1] - script.times[0] >= 90);
  CHECK(script.times[1] - script.times[0] < 100);
  CHECK(script.times[3] - script.times[2] >= 90);
  CHECK(script.times[3] - script.times[2] < 100);
  CHECK(script.told.size() == 2);
  CHECK_THAT(script.told.at(0), Contains("429"));
  CHECK(fetcher.counts().retried == 2);
}

TEST_CASE("a server that asks to wait for hours ends the run instead") {
  Script script;
  script.replies["/a"] = {reply(429, "", {{"retry-after", "7200"}})};
  CHECK_THROWS_WITH(script.fetcher(without_robots()).get(get_of("/a")), Contains("2:00:00"));
  CHECK(script.slept() < 1);
}

TEST_CASE("what may pass is tried again, each wait about twice the last, up to a limit") {
  for (const HttpReply& trouble :
       {reply(429), reply(500), reply(502), reply(503), failed(Failure::kTimeout),
        failed(Failure::kConnection), failed(Failure::kCutOff)}) {
    Script script;
    script.replies["/a"] = {trouble};
    FetchOptions options = without_robots();
    options.max_tries = 4;
    CAPTURE(trouble.status, static_cast<int>(trouble.failure));
    const Fetched fetched = script.fetcher(options).get(get_of("/a"));
    CHECK(fetched.outcome == Outcome::kGivenUp);
    CHECK_THAT(fetched.reason, Contains("https://h/a") && Contains("4 tries"));
    REQUIRE(script.times.size() == 4);
    CHECK(script.times[1] - script.times[0] == Approx(1.5));
    CHECK(script.times[2] - script.times[1] == Approx(3));
    CHECK(script.times[3] - script.times[2] == Approx(6));
  }
}

TEST_CASE("chance moves the waits") {
  const auto wait_at = [](double random) {
    Script script;
    script.world.random = random;
    script.replies["/a"] = {reply(500), reply(200)};
    script.fetcher(without_robots()).get(get_of("/a"));
    return script.times[1] - script.times[0];
  };
  CHECK(wait_at(0.9) > wait_at(0.1));
}

TEST_CASE("a request is given up when its time is over") {
  Script script;
  script.replies["/a"] = {reply(500)};
  FetchOptions options = without_robots();
  options.max_tries = 1000;
  options.max_seconds = 300;
  CHECK(script.fetcher(options).get(get_of("/a")).outcome == Outcome::kGivenUp);
  CHECK(script.slept() <= 300);
}

TEST_CASE("three requests in a row without an answer end the run") {
  Script script;
  script.replies["/a"] = {reply(500)};
  script.replies["/b"] = {reply(200)};
  FetchOptions options = without_robots();
  options.max_tries = 1;
  Fetcher fetcher = script.fetcher(options);
  fetcher.get(get_of("/a"));
  fetcher.get(get_of("/a"));
  fetcher.get(get_of("/b"));
  fetcher.get(get_of("/a"));
  fetcher.get(get_of("/a"));
  CHECK_THROWS_WITH(fetcher.get(get_of("/a")), Contains("3 requests in a row"));
}

TEST_CASE("401 and 403 end the run at once, with advice and without the key") {
  for (const int status : {401, 403}) {
    Script script;
    script.replies["/a"] = {reply(status)};
    FetchOptions options = without_robots();
    options.key_advice = "check KEY";
    Get get = get_of("/a");
    get.authorization = "Bearer hunter2";
    CHECK_THROWS_WITH(script.fetcher(options).get(get),
                      Contains("https://h/a") && Contains(std::to_string(status)) &&
                          Contains("check KEY") && !Contains("hunter2"));
    CHECK(script.requests.size() == 1);
  }
}

TEST_CASE("403 on one item is that item's, until too many in a row say otherwise") {
  Script script;
  script.replies["/a"] = {reply(403)};
  FetchOptions options = without_robots();
  options.max_refused_in_a_row = 3;
  Fetcher fetcher = script.fetcher(options);
  Get get = get_of("/a");
  get.one_item = true;
  CHECK(fetcher.get(get).outcome == Outcome::kPrivate);
  CHECK(fetcher.get(get).outcome == Outcome::kPrivate);
  CHECK_THROWS_WITH(fetcher.get(get), Contains("3 items in a row"));
  script.replies["/a"] = {reply(401)};
  CHECK_THROWS_AS(fetcher.get(get), Error);
}

TEST_CASE("404 and 410 are missing, other 4xx refused, none of them tried again") {
  Script script;
  script.replies = {{"/a", {reply(404)}}, {"/b", {reply(410)}}, {"/c", {reply(400)}}};
  Fetcher fetcher = script.fetcher(without_robots());
  CHECK(fetcher.get(get_of("/a")).outcome == Outcome::kMissing);
  CHECK(fetcher.get(get_of("/b")).outcome == Outcome::kMissing);
  CHECK(fetcher.get(get_of("/c")).outcome == Outcome::kRefused);
  CHECK(script.requests.size() == 3);
}

TEST_CASE("redirects are followed within the host, at their own pace, and not for ever") {
  Script script;
  script.replies["/a"] = {reply(301, "", {{"location", "b"}})};
  script.replies["/b"] = {reply(200, "x")};
  script.replies["/loop"] = {reply(302, "", {{"location", "/loop"}})};
  Fetcher fetcher = script.fetcher(without_robots());
  CHECK(fetcher.get(get_of("/a")).body == "x");
  CHECK(script.times[1] - script.times[0] >= 1);
  const Fetched endless = fetcher.get(get_of("/loop"));
  CHECK(endless.outcome == Outcome::kRefused);
  CHECK_THAT(endless.reason, Contains("redirects"));
  CHECK(script.requests_of("/loop") == 6);
}

TEST_CASE("a redirect out of the host or off https is not followed, and carries no key away") {
  for (const char* location : {"https://other/b", "http://h/b", "https://h:444/b"}) {
    CAPTURE(location);
    Script script;
    script.replies["/a"] = {reply(302, "", {{"location", location}})};
    Get get = get_of("/a");
    get.authorization = "Bearer hunter2";
    CHECK_THROWS_WITH(script.fetcher(without_robots()).get(get), Contains("another host"));
    get.one_item = true;
    CHECK(script.fetcher(without_robots()).get(get).outcome == Outcome::kRefused);
    CHECK(script.requests.size() == 2);
  }
}

TEST_CASE("a key is not sent in the clear to another machine") {
  Script script;
  Get get;
  get.url = "http://h/a";
  get.authorization = "Bearer hunter2";
  CHECK_THROWS_WITH(script.fetcher(without_robots()).get(get), Contains("https"));
  CHECK(script.requests.empty());
  get.url = "http://127.0.0.1:9/a";
  script.fetcher(without_robots()).get(get);
  CHECK(script.requests.at(0).headers.back().second == "Bearer hunter2");
}

TEST_CASE("the key is not shown to robots.txt") {
  Script script;
  script.replies["/a"] = {reply(200)};
  Get get = get_of("/a");
  get.authorization = "Bearer hunter2";
  script.fetcher().get(get);
  for (const auto& [name, value] : script.requests.at(0).headers) CHECK(name != "Authorization");
}

TEST_CASE("a certificate that is not to be trusted ends the run") {
  Script script;
  script.replies["/a"] = {failed(Failure::kCertificate)};
  CHECK_THROWS_WITH(script.fetcher(without_robots()).get(get_of("/a")), Contains("certificate"));
  CHECK(script.requests.size() == 1);
}

TEST_CASE("a reply that is too large is refused, not tried again") {
  Script script;
  script.replies["/a"] = {failed(Failure::kTooLarge)};
  CHECK(script.fetcher(without_robots()).get(get_of("/a")).outcome == Outcome::kRefused);
  CHECK(script.requests.size() == 1);
}

TEST_CASE("a body that is not what was asked for is asked for again") {
  Script script;
  script.replies["/a"] = {reply(200, "<html>"), reply(200, "{}")};
  Get get = get_of("/a");
  get.check = [](std::string_view body) {
    if (body != "{}") throw Error(ErrorCode::kInvalidFormat, "a web page");
  };
  CHECK(script.fetcher(without_robots()).get(get).body == "{}");
  CHECK(script.requests.size() == 2);
}

TEST_CASE("a server that insists on another body is given up after three") {
  Script script;
  script.replies["/a"] = {reply(200, "<html>")};
  Get get = get_of("/a");
  get.check = [](std::string_view) { throw Error(ErrorCode::kInvalidFormat, "a web page"); };
  const Fetched fetched = script.fetcher(without_robots()).get(get);
  CHECK(fetched.outcome == Outcome::kGivenUp);
  CHECK_THAT(fetched.reason, Contains("a web page"));
  CHECK(script.requests.size() == 3);
}

TEST_CASE("an unchanged reply comes from the cache, under the ETag that it had") {
  const TemporaryFolder folder;
  Script script;
  script.replies["/a"] = {reply(200, "body", {{"etag", "\"1\""}}), reply(304)};
  FetchOptions options = without_robots();
  options.cache = folder.path();
  CHECK(script.fetcher(options).get(get_of("/a")).outcome == Outcome::kFetched);
  Fetcher fetcher = script.fetcher(options);
  const Fetched second = fetcher.get(get_of("/a"));
  CHECK(second.outcome == Outcome::kUnchanged);
  CHECK(second.body == "body");
  CHECK(fetcher.counts().unchanged == 1);
  CHECK(script.requests.at(1).headers.back() ==
        std::pair<std::string, std::string>("If-None-Match", "\"1\""));
}

TEST_CASE("a body that was refused, or must not be stored, is not cached") {
  const TemporaryFolder folder;
  Script script;
  script.replies["/a"] = {reply(200, "bad", {{"etag", "\"1\""}}), reply(200, "good")};
  script.replies["/b"] = {reply(200, "b", {{"etag", "\"1\""}, {"cache-control", "no-store"}})};
  FetchOptions options = without_robots();
  options.cache = folder.path();
  Get get = get_of("/a");
  get.check = [](std::string_view body) {
    if (body == "bad") throw Error(ErrorCode::kInvalidFormat, "bad");
  };
  Fetcher fetcher = script.fetcher(options);
  CHECK(fetcher.get(get).body == "good");
  fetcher.get(get_of("/b"));
  CHECK_FALSE(Cache(folder.path()).find("https://h/a"));
  CHECK_FALSE(Cache(folder.path()).find("https://h/b"));
}

TEST_CASE("a cached body that no longer passes is dropped and asked for anew") {
  const TemporaryFolder folder;
  Cache(folder.path()).store("https://h/a", {"\"1\"", "", "bad"});
  Script script;
  script.replies["/a"] = {reply(304), reply(200, "good")};
  FetchOptions options = without_robots();
  options.cache = folder.path();
  Get get = get_of("/a");
  get.check = [](std::string_view body) {
    if (body == "bad") throw Error(ErrorCode::kInvalidFormat, "bad");
  };
  CHECK(script.fetcher(options).get(get).body == "good");
  CHECK(script.requests.at(1).headers.back().first != "If-None-Match");
}

TEST_CASE("a wish to stop is met before the next request and after a wait") {
  Script script;
  Fetcher fetcher = script.fetcher(without_robots());
  script.world.stopped = true;
  CHECK_THROWS_AS(fetcher.get(get_of("/a")), Interrupted);
  CHECK(script.requests.empty());
}

TEST_CASE("the user agent names us and the contact, on one line") {
  CHECK_THAT(user_agent(""), Catch::StartsWith("linnet/"));
  CHECK_THAT(user_agent("mailto:me@example.org"), Catch::EndsWith(" (mailto:me@example.org)"));
  CHECK_THROWS_AS(user_agent("me\r\nX-Evil: 1"), Error);
  CHECK_THROWS_AS(user_agent("me) evil ("), Error);
}

}  // namespace
}  // namespace linnet::fetch
