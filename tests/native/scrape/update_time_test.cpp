#include "native/scrape/update_time.h"

#include <catch2/catch.hpp>
#include <string>

using linnet::scrape::parse_update_time;

namespace {

std::string read(const std::string& text) {
  const auto time = parse_update_time(text);
  return time ? linnet::scrape::format_update_time(*time) : "none";
}

}  // namespace

TEST_CASE("times are read as catalogues write them, into UTC") {
  CHECK(read("2024-05-31") == "2024-05-31T00:00:00Z");
  CHECK(read("2024-05-31T10:20:30Z") == "2024-05-31T10:20:30Z");
  CHECK(read("2024-05-31T10:20:30.1234567Z") == "2024-05-31T10:20:30Z");
  CHECK(read("2024-05-31 10:20:30.25") == "2024-05-31T10:20:30Z");
  CHECK(read("2024-05-31T00:20:30+02:00") == "2024-05-30T22:20:30Z");
  CHECK(read("05/31/2024 10:20:30") == "2024-05-31T10:20:30Z");
  CHECK(read("05/31/2024") == "2024-05-31T00:00:00Z");
}

TEST_CASE("what is no time, or no day of the calendar, is nothing") {
  for (const char* text : {"", "yesterday", "2024-02-30", "2024-05-31T", "2024-05-31 10:20",
                           "2024-05-31T10:20:30Zebra", "13/01/2024"}) {
    CHECK(read(text) == "none");
  }
}
