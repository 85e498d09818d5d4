#include "native/scrape/kaggle_address.h"

#include <catch2/catch.hpp>

namespace linnet::scrape {
namespace {

TEST_CASE("all addresses of a data set lead to one name") {
  for (const char* url :
       {"https://www.kaggle.com/datasets/ann/bees", "https://www.kaggle.com/ann/bees",
        "http://kaggle.com/datasets/ann/bees/", "https://www.kaggle.com/datasets/ann/bees/data",
        "https://www.kaggle.com/ann/bees?select=a.csv#top"}) {
    CAPTURE(url);
    REQUIRE(kaggle_name_of_url(url));
    CHECK(kaggle_name_of_url(url)->url() == "https://www.kaggle.com/datasets/ann/bees");
  }
}

TEST_CASE("addresses of other things are no data set's") {
  for (const char* url :
       {"", "https://www.kaggle.com/", "https://www.kaggle.com/ann", "https://example.org/ann/bees",
        "https://www.kaggle.com/c/titanic", "https://www.kaggle.com/code/ann", "ann/bees",
        "https://www.kaggle.com/datasets/ann", "https://www.kaggle.com/datasets/../bees",
        "https://www.kaggle.com/datasets/ann/b%2F..",
        "https://www.kaggle.com/datasets/ann/b ees"}) {
    CAPTURE(url);
    CHECK_FALSE(kaggle_name_of_url(url));
  }
}

TEST_CASE("a name has an owner, a slug and nothing else") {
  CHECK(parse_kaggle_name("ann/bees"));
  for (const char* text : {"", "/", "ann/", "/bees", "ann", "a/b/c", "a/b?c", "../b", "a/.."}) {
    CAPTURE(text);
    CHECK_FALSE(parse_kaggle_name(text));
  }
}

}  // namespace
}  // namespace linnet::scrape
