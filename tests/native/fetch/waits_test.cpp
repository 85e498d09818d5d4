#include "native/fetch/waits.h"

#include <catch2/catch.hpp>

namespace linnet::fetch {
namespace {

constexpr double kNoon = 784111777;  // Sun, 06 Nov 1994 08:49:37 GMT, the example of RFC 9110

TEST_CASE("waits double until the largest, and chance moves their upper half") {
  const Backoff backoff{.first = 2, .largest = 60};
  CHECK(backoff.wait(1, 0) == 1);
  CHECK(backoff.wait(2, 0) == 2);
  CHECK(backoff.wait(3, 0.5) == 6);
  CHECK(backoff.wait(3, 0.999) < 8);
  CHECK(backoff.wait(1000, 0) == 30);
}

TEST_CASE("all three forms of an HTTP date are the same moment") {
  CHECK(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT") == kNoon);
  CHECK(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT") == kNoon);
  CHECK(parse_http_date("Sun Nov  6 08:49:37 1994") == kNoon);
  CHECK_FALSE(parse_http_date("soon"));
  CHECK_FALSE(parse_http_date("19941106"));
  CHECK_FALSE(parse_http_date(""));
}

TEST_CASE("Retry-After is read as seconds and as a date") {
  CHECK(retry_after_seconds("120", 5) == 120.0);
  CHECK(retry_after_seconds(" 0 ", 5) == 0.0);
  CHECK(retry_after_seconds("Sun, 06 Nov 1994 08:49:37 GMT", kNoon - 90) == 90.0);
}

TEST_CASE("a date that is past asks for no wait") {
  CHECK(retry_after_seconds("Sun, 06 Nov 1994 08:49:37 GMT", kNoon + 90) == 0.0);
}

TEST_CASE("a Retry-After of any number of digits stays a number") {
  CHECK(retry_after_seconds(std::string(400, '9'), 0) == 1e9);
}

TEST_CASE("a Retry-After that is neither is no wish") {
  for (const char* value : {"", "-5", "1.5", "later", "NaN", "0x10"}) {
    CAPTURE(value);
    CHECK_FALSE(retry_after_seconds(value, 0));
  }
}

}  // namespace
}  // namespace linnet::fetch
