#include "native/scrape/kaggle_reply.h"

#include <catch2/catch.hpp>

#include "core/error.h"

namespace linnet::scrape {
namespace {

using Catch::Contains;

const KaggleName kAsked{"ann", "bees"};

KaggleList list(std::string_view text) { return parse_kaggle_list(text, "https://h/list"); }
RecordFields view(std::string_view text) { return parse_kaggle_view(text, "https://h/v", kAsked); }
RecordFields metadata(std::string_view text) {
  return parse_kaggle_metadata(text, "https://h/m", kAsked);
}

TEST_CASE("a listing is read as an array and as an object, in both spellings") {
  const std::string item =
      R"({"ref": "ann/bees", "lastUpdated": "2026-01-31T10:00:00Z",
          "tags": [{"ref": "insects", "name": "insects"}, {"ref": "music"}]})";
  const std::string older =
      R"({"refNullable": "bob/cats", "lastUpdated": null,
          "tags": [{"ref": "insects", "nameNullable": "insects"}]})";
  for (const std::string& text :
       {"[" + item + "," + older + "]", R"({"datasets": [)" + item + "," + older + "]}"}) {
    const KaggleList page = list(text);
    REQUIRE(page.items.size() == 2);
    CHECK(page.items[0].name.path() == "ann/bees");
    CHECK(page.items[0].updated == "2026-01-31T10:00:00Z");
    CHECK(page.items[1].name.path() == "bob/cats");
    CHECK(page.items[1].updated.empty());
    CHECK(page.tags == std::vector<std::string>{"insects", "music"});
    CHECK(page.faults.empty());
  }
}

TEST_CASE("an item that is none does not cost its neighbours") {
  const KaggleList page =
      list(R"([{"ref": "a/b"}, 7, {"ref": "../etc"}, {"ref": 5}, {"ref": "c/d"}])");
  CHECK(page.items.size() == 2);
  REQUIRE(page.faults.size() == 3);
  CHECK_THAT(page.faults[0], Contains("https://h/list") && Contains("[1]"));
  CHECK_THAT(page.faults[1], Contains("[2]") && Contains("owner/slug"));
  CHECK_THAT(page.faults[2], Contains("[3].ref"));
}

TEST_CASE("what is no listing is refused, with the server's words where it has some") {
  CHECK(list("[]").items.empty());
  CHECK_THROWS_WITH(list(R"({"code": 400, "message": "page too large"})"),
                    Contains("page too large"));
  CHECK_THROWS_WITH(list("{}"), Contains("no list"));
  CHECK_THROWS_WITH(list("7"), Contains("array"));
  CHECK_THROWS_WITH(list("<html>"), Contains("web page"));
}

TEST_CASE("a data set's fields come from its view, in either spelling") {
  const RecordFields fields = view(
      R"({"ref": "ann/bees", "title": "Bees", "subtitle": "of my garden", "description": "Many.",
          "lastUpdated": "2026-01-31", "tags": [{"name": "insects"}, {"nameNullable": "garden"},
          {"fullPath": "subject > earth and nature"}]})");
  CHECK(fields.url == "https://www.kaggle.com/datasets/ann/bees");
  CHECK(fields.title == "Bees");
  CHECK(fields.subtitle == "of my garden");
  CHECK(fields.description == "Many.");
  CHECK(fields.tags == std::vector<std::string>{"insects", "garden", "earth and nature"});
  CHECK(fields.updated == "2026-01-31");
  const RecordFields older = view(
      R"({"titleNullable": "Bees", "title": null, "subtitleNullable": "s",
          "descriptionNullable": "d", "tags": []})");
  CHECK(older.title == "Bees");
  CHECK(older.subtitle == "s");
  CHECK(older.description == "d");
}

TEST_CASE("what a view leaves out stays empty") {
  const RecordFields fields = view(R"({"ref": "ann/bees"})");
  CHECK(fields.title.empty());
  CHECK(fields.tags.empty());
}

TEST_CASE("a reply about another data set is refused, but its case does not matter") {
  CHECK_THROWS_WITH(view(R"({"ref": "ann/wasps", "title": "Wasps"})"),
                    Contains("ann/wasps") && Contains("ann/bees"));
  CHECK_THROWS_WITH(view(R"({"url": "https://www.kaggle.com/datasets/bob/bees"})"),
                    Contains("bob/bees"));
  CHECK(view(R"({"ref": "Ann/BEES"})").url == kAsked.url());
  CHECK_THROWS_AS(metadata(R"({"info": {"ownerUser": "bob", "datasetSlug": "bees"}})"), Error);
}

TEST_CASE("a field of the wrong kind is named") {
  CHECK_THROWS_WITH(view(R"({"ref": "ann/bees", "title": ["Bees"]})"),
                    Contains("https://h/v: title"));
  CHECK_THROWS_WITH(view(R"({"ref": "ann/bees", "tags": "insects"})"), Contains("tags"));
  CHECK_THROWS_WITH(view(R"({"ref": "ann/bees", "tags": [7]})"), Contains("tags[0]"));
  CHECK_THROWS_WITH(view("[]"), Contains("object"));
}

TEST_CASE("metadata are read from info, or say what went wrong") {
  const RecordFields fields = metadata(
      R"({"info": {"title": "Bees", "subtitle": "s", "description": "d",
          "keywords": ["insects", "garden"], "licenses": [{"name": "CC0-1.0"}]},
          "errorMessage": null})");
  CHECK(fields.title == "Bees");
  CHECK(fields.tags == std::vector<std::string>{"insects", "garden"});
  CHECK_THROWS_WITH(metadata(R"({"info": null, "errorMessage": "no such set"})"),
                    Contains("no such set"));
  CHECK_THROWS_WITH(metadata("{}"), Contains("info"));
}

}  // namespace
}  // namespace linnet::scrape
