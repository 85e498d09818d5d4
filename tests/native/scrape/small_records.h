// Records for tests, made of one number.
#pragma once

#include <string>
#include <variant>

#include "native/scrape/record.h"

namespace linnet::test {

inline scrape::Record record(int number, const std::string& description = "some words") {
  const std::string name = std::to_string(number);
  return std::get<scrape::Record>(scrape::Record::check({.url = "https://example.org/" + name,
                                                         .title = "Title " + name,
                                                         .subtitle = "",
                                                         .description = description,
                                                         .tags = {"music", "tag " + name},
                                                         .source = "test",
                                                         .updated = "2024-05-31"}));
}

}  // namespace linnet::test
