#include "native/fetch/robots.h"

#include <catch2/catch.hpp>
#include <string>

namespace linnet::fetch {
namespace {

RobotsRules rules(std::string_view text) { return RobotsRules::parse(text, "linnet"); }

TEST_CASE("an empty file allows everything") {
  CHECK(rules("").allows("/any?thing"));
  CHECK(rules("User-agent: *\nDisallow:\n").allows("/"));
}

TEST_CASE("a rule is a prefix of path and query") {
  const auto r = rules("User-agent: *\nDisallow: /api\n");
  CHECK_FALSE(r.allows("/api"));
  CHECK_FALSE(r.allows("/api/3?x"));
  CHECK_FALSE(r.allows("/apiary"));
  CHECK(r.allows("/API"));
  CHECK(r.allows("/"));
}

TEST_CASE("the longest match decides, and allow where both are as long") {
  const auto r = rules("User-agent: *\nAllow: /a/b\nDisallow: /a\nDisallow: /c\nAllow: /c\n");
  CHECK_FALSE(r.allows("/a/x"));
  CHECK(r.allows("/a/b/x"));
  CHECK(r.allows("/c"));
}

TEST_CASE("the group that names us replaces the one for all") {
  const auto r = rules(
      "User-agent: *\nDisallow: /\n\n"
      "User-agent: Linnet/2.0\nDisallow: /private\n");
  CHECK(r.allows("/open"));
  CHECK_FALSE(r.allows("/private/x"));
}

TEST_CASE("a group that names us and asks for nothing allows everything") {
  CHECK(rules("User-agent: *\nDisallow: /\nUser-agent: linnet\nDisallow:\n").allows("/x"));
}

TEST_CASE("a name that only begins like ours is another's") {
  CHECK(rules("User-agent: linnets\nDisallow: /\n").allows("/x"));
  CHECK(rules("User-agent: linne\nDisallow: /\n").allows("/x"));
}

TEST_CASE("several names share a group, and several groups of ours are joined") {
  const auto r = rules(
      "User-agent: other\nUser-agent: linnet\nDisallow: /a\n"
      "User-agent: third\nDisallow: /b\n"
      "User-agent: LINNET\nDisallow: /c\n");
  CHECK_FALSE(r.allows("/a"));
  CHECK(r.allows("/b"));
  CHECK_FALSE(r.allows("/c"));
}

TEST_CASE("stars and dollars have their meaning") {
  const auto r = rules("User-agent: *\nDisallow: /*.php$\nDisallow: /a/*/z\nDisallow: *q=\n");
  CHECK_FALSE(r.allows("/x/index.php"));
  CHECK(r.allows("/x/index.php5"));
  CHECK_FALSE(r.allows("/index.php.php"));
  CHECK_FALSE(r.allows("/a/b/c/zebra"));
  CHECK(r.allows("/a/z"));
  CHECK_FALSE(r.allows("/search?q=1"));
}

TEST_CASE("spellings of the same octets are the same path") {
  const auto r = rules("User-agent: *\nDisallow: /f%c3%a4n\nDisallow: /%7Euser\nDisallow: /ö\n");
  CHECK_FALSE(r.allows("/f\xC3\xA4n"));
  CHECK_FALSE(r.allows("/f%C3%A4n"));
  CHECK_FALSE(r.allows("/~user/x"));
  CHECK_FALSE(r.allows("/%C3%B6"));
  CHECK(r.allows("/%2Fx"));
}

TEST_CASE("line ends, comments, blanks and a byte-order mark do not matter") {
  const auto r =
      rules("\xEF\xBB\xBFUSER-AGENT : * # all\r\n\r\n  disallow:/a # here\rDisallow: /b");
  CHECK_FALSE(r.allows("/a"));
  CHECK_FALSE(r.allows("/b"));
}

TEST_CASE("a sitemap between names does not end their group") {
  CHECK_FALSE(rules("User-agent: linnet\nSitemap: https://h/s\nUser-agent: x\nDisallow: /a\n")
                  .allows("/a"));
}

TEST_CASE("rules before any group are nobody's") { CHECK(rules("Disallow: /\n").allows("/x")); }

TEST_CASE("robots.txt itself is always allowed") {
  CHECK(rules("User-agent: *\nDisallow: /\n").allows("/robots.txt"));
  CHECK_FALSE(RobotsRules::disallow_all().allows("/x"));
}

TEST_CASE("a crawl delay is read where it is a number of seconds") {
  CHECK(rules("User-agent: *\nCrawl-delay: 2.5\nDisallow:\n").crawl_delay() == 2.5);
  CHECK_FALSE(rules("User-agent: *\nCrawl-delay: soon\n").crawl_delay());
  CHECK_FALSE(rules("User-agent: *\nCrawl-delay: -1\n").crawl_delay());
  CHECK_FALSE(rules("User-agent: *\nCrawl-delay: nan\n").crawl_delay());
  CHECK_FALSE(rules("User-agent: other\nCrawl-delay: 9\n").crawl_delay());
}

TEST_CASE("a hostile pattern takes no long time") {
  std::string stars = "User-agent: *\nDisallow: /";
  for (int i = 0; i < 5000; ++i) stars += "*a";
  CHECK(rules(stars + "$\n").allows("/" + std::string(4000, 'a')));
}

}  // namespace
}  // namespace linnet::fetch
