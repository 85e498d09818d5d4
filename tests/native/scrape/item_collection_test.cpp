#include "native/scrape/item_collection.h"

#include <catch2/catch.hpp>

#include "core/error.h"
#include "native/files/files.h"
#include "native/scrape/croissant_reply.h"
#include "native/scrape/kaggle_reply.h"
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

ItemSource view_source() {
  return {.name = kKaggleSource,
          .authorization = "",
          .address =
              [](const KaggleName& name) {
                return fetch::url_with(test::kBase, "/api/v1/datasets/view/" + name.path(), {});
              },
          .parse = parse_kaggle_view};
}

std::vector<std::string> urls_of(const Catalogue& catalogue) {
  std::vector<std::string> urls;
  for (const auto& item : catalogue.items) {
    urls.push_back("https://www.kaggle.com/datasets/" + item.path());
  }
  return urls;
}

TEST_CASE("each data set is journalled under its own address") {
  const TemporaryFolder folder;
  const Catalogue catalogue = Catalogue::of(3);
  Collecting collecting(folder.path(), transport_of([&](const ServerRequest& request) {
                          return catalogue.answer(request);
                        }));
  const ItemRequest request{.urls = urls_of(catalogue), .listed = {}, .since = {}};
  const Collected collected = collect_items(view_source(), request, collecting.collection());
  CHECK(collected.ending == Ending::kComplete);
  CHECK(collecting.counts().added == 3);
  std::vector<Record> records;
  collecting.journal().for_each([&](const Record& record) { records.push_back(record); });
  REQUIRE(records.size() == 3);
  CHECK(records[1].title() == "About set-1");
  CHECK(records[1].description() == "All of set-1 by owner-1");
  CHECK(records[1].tags() == std::vector<std::string>{"music", "tag 1"});
}

TEST_CASE("what is private, missing, untitled, untagged or another's is rejected, the rest kept") {
  const TemporaryFolder folder;
  Catalogue catalogue = Catalogue::of(7);
  catalogue.items[2].tags = {};
  const auto handler = [&](const ServerRequest& request) -> ServerReply {
    const auto is = [&](const char* name) { return request.path.ends_with(name); };
    if (is("set-0")) return {.status = 403, .body = "{}"};
    if (is("set-1")) return {.status = 404, .body = "{}"};
    if (is("set-3")) return {.body = R"({"ref": "owner-3/set-3", "tags": [{"name": "music"}]})"};
    if (is("set-4")) return {.body = R"({"ref": "owner-9/set-9", "title": "Not mine"})"};
    if (is("set-5")) return {.status = 302, .headers = {{"location", request.target}}};
    return catalogue.answer(request);
  };
  Collecting collecting(folder.path(), transport_of(handler));
  std::vector<std::string> urls = urls_of(catalogue);
  urls.push_back("https://example.org/no/kaggle");
  urls.push_back(urls.back());
  const ItemRequest request{.urls = urls, .listed = {}, .since = {}};
  const Collected collected = collect_items(view_source(), request, collecting.collection());
  CHECK(collected.ending == Ending::kComplete);
  CHECK(collecting.counts().added == 1);
  CHECK(collecting.counts().rejected == 7);
  const std::string rejected = read_file(folder / "rejected.jsonl");
  for (const char* reason : {"private", "404", "no tags", "no title", "owner-9/set-9", "redirects",
                             "no address of a data set"}) {
    CHECK_THAT(rejected, Contains(reason));
  }
}

TEST_CASE("what the journal has is not asked for again, unless the listing says that it changed") {
  const TemporaryFolder folder;
  const Catalogue catalogue = Catalogue::of(3);
  std::vector<std::string> asked;
  const auto transport = transport_of([&](const ServerRequest& request) -> ServerReply {
    asked.push_back(request.path);
    if (request.path.ends_with("set-2")) return {.status = 404};
    return catalogue.answer(request);
  });
  ItemRequest request{.urls = urls_of(catalogue), .listed = {}, .since = {}};
  { collect_items(view_source(), request, Collecting(folder.path(), transport).collection()); }
  asked.clear();
  request.listed = {{request.urls[0], "2027-01-01"}, {request.urls[1], "2025-01-01"}};
  {
    Collecting collecting(folder.path(), transport);
    collect_items(view_source(), request, collecting.collection());
    CHECK(collecting.counts().unchanged == 3);
  }
  CHECK(asked == std::vector<std::string>{"/api/v1/datasets/view/owner-0/set-0"});
  asked.clear();
  request.listed.clear();
  request.retry_rejected = true;
  { collect_items(view_source(), request, Collecting(folder.path(), transport).collection()); }
  CHECK(asked == std::vector<std::string>{"/api/v1/datasets/view/owner-2/set-2"});
}

TEST_CASE("the option --since leaves out what is older, without asking where the listing knows") {
  const TemporaryFolder folder;
  const Catalogue catalogue = Catalogue::of(3);  // of the 1st, 2nd and 3rd of January
  ItemRequest request{.urls = urls_of(catalogue), .listed = {}, .since = {}};
  request.listed[request.urls[0]] = "2026-01-01";
  request.since = parse_update_time("2026-01-03");
  Collecting collecting(folder.path(),
                        transport_of([&](const ServerRequest& r) { return catalogue.answer(r); }));
  collect_items(view_source(), request, collecting.collection());
  CHECK(collecting.requests() == 2);
  CHECK(collecting.counts().filtered == 2);
  CHECK(collecting.counts().added == 1);
}

TEST_CASE("a data set without an answer is not rejected for ever: the next run asks again") {
  const TemporaryFolder folder;
  const Catalogue catalogue = Catalogue::of(3);
  bool down = true;
  const auto transport = transport_of([&](const ServerRequest& request) -> ServerReply {
    if (down && request.path.ends_with("set-1")) return {.status = 500};
    return catalogue.answer(request);
  });
  const ItemRequest request{.urls = urls_of(catalogue), .listed = {}, .since = {}};
  {
    Collecting collecting(folder.path(), transport);
    const Collected collected = collect_items(view_source(), request, collecting.collection());
    CHECK(collected.ending == Ending::kPartial);
    CHECK(collected.go_on);
    CHECK(collecting.counts().broken == 1);
    CHECK(collecting.counts().retried == 5);
  }
  down = false;
  Collecting collecting(folder.path(), transport);
  CHECK(collect_items(view_source(), request, collecting.collection()).ending == Ending::kComplete);
  CHECK(collecting.journal().size() == 3);
}

TEST_CASE("Croissant descriptions give the records that views give, but for source and time") {
  const TemporaryFolder folder;
  const Catalogue catalogue = Catalogue::of(2);
  const ItemSource source{.name = kCroissantSource,
                          .authorization = "",
                          .address =
                              [](const KaggleName& name) {
                                return test::kBase + ("/datasets/" + name.path()) +
                                       "/croissant/download";
                              },
                          .parse = parse_croissant};
  Collecting collecting(folder.path(),
                        transport_of([&](const ServerRequest& r) { return catalogue.answer(r); }));
  const ItemRequest request{.urls = urls_of(catalogue), .listed = {}, .since = {}};
  collect_items(source, request, collecting.collection());
  std::vector<Record> records;
  collecting.journal().for_each([&](const Record& record) { records.push_back(record); });
  REQUIRE(records.size() == 2);
  CHECK(records[1].title() == "About set-1");
  CHECK(records[1].subtitle() == "In short set-1");
  CHECK(records[1].tags() == std::vector<std::string>{"music", "tag 1"});
}

TEST_CASE("a list is a table with the column url") {
  const TemporaryFolder folder;
  write_file_atomic(folder / "urls.csv", "id,url\n1,https://a\n2,https://b\n");
  CHECK(read_url_list(folder / "urls.csv") == std::vector<std::string>{"https://a", "https://b"});
  write_file_atomic(folder / "none.csv", "url\n");
  CHECK(read_url_list(folder / "none.csv").empty());
  write_file_atomic(folder / "other.csv", "address\nhttps://a\n");
  CHECK_THROWS_AS(read_url_list(folder / "other.csv"), Error);
}

}  // namespace
}  // namespace linnet::scrape
