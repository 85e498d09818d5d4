#include "native/fetch/url.h"

#include <catch2/catch.hpp>

#include "core/error.h"

namespace linnet::fetch {
namespace {

TEST_CASE("an address is taken apart and put together again") {
  const Url url = parse_url("HTTPS://Data.Example.org:8443/a%20b?q=1&r=%2F");
  CHECK(url.scheme == "https");
  CHECK(url.host == "data.example.org");
  CHECK(url.port == 8443);
  CHECK(url.target == "/a%20b?q=1&r=%2F");
  CHECK(url.text() == "https://data.example.org:8443/a%20b?q=1&r=%2F");
  CHECK(parse_url("http://h").text() == "http://h/");
  CHECK(parse_url("https://h:443/x").text() == "https://h/x");
}

TEST_CASE("an address with a password is refused without repeating it") {
  try {
    parse_url("https://me:hunter2@example.org/");
    FAIL("no error");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::kInvalidArgument);
    CHECK_THAT(error.what(), Catch::Contains("example.org") && !Catch::Contains("hunter2"));
  }
}

TEST_CASE("what is no web address is refused by name") {
  for (const char* text : {"", "/path", "ftp://h/", "file:///etc/passwd", "http://", "http://h/a b",
                           "http://h/\r\nX: y", "http://h:99999/", "javascript:1"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_url(text), Error);
  }
}

TEST_CASE("a redirect's location is read against the address it came from") {
  const Url base = parse_url("https://h/a/b?c");
  CHECK(resolve(base, "d")->text() == "https://h/a/d");
  CHECK(resolve(base, "/d?e")->text() == "https://h/d?e");
  CHECK(resolve(base, "//other/d")->text() == "https://other/d");
  CHECK_FALSE(resolve(base, "file:///etc/passwd"));
  CHECK_FALSE(resolve(base, "https://me:secret@h/"));
}

TEST_CASE("values of a query cannot break out of their place") {
  CHECK(url_with("https://h/mirror/", "/api", {{"q", "a b&c=d#e/ä"}, {"n", "1"}}) ==
        "https://h/mirror/api?q=a%20b%26c%3Dd%23e%2F%C3%A4&n=1");
  CHECK(url_with("https://h", "/api", {}) == "https://h/api");
  CHECK_THROWS_AS(url_with("https://h/?x", "/api", {}), Error);
}

TEST_CASE("only this machine is loopback") {
  CHECK(parse_url("http://127.0.0.1:80/").loopback());
  CHECK(parse_url("http://localhost/").loopback());
  CHECK(parse_url("http://[::1]/").loopback());
  CHECK_FALSE(parse_url("http://127.example.org/").loopback());
  CHECK_FALSE(parse_url("http://localhost.example.org/").loopback());
}

}  // namespace
}  // namespace linnet::fetch
