#include "native/scrape/meta_kaggle.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/error.h"
#include "tests/native/input/compressed.h"
#include "tests/native/scrape/small_dump.h"
#include "tests/temporary_folder.h"

using namespace linnet;
using namespace linnet::scrape;
using test::small_dump;
using test::Tables;
using Tags = std::vector<std::string>;

namespace {

struct Seen {
  std::vector<RecordFields> fields;
  std::vector<std::string> rejected;
  std::vector<std::string> broken;
  std::uint64_t bytes = 0;
};

Seen read_dump(const std::filesystem::path& dump, bool parent_tags = false) {
  Seen seen;
  MetaKaggleEvents events;
  events.on_fields = [&](const RecordFields& fields) { seen.fields.push_back(fields); };
  events.on_rejected = [&](const Rejection& rejection) {
    seen.rejected.push_back(rejection.reason);
  };
  events.on_broken = [&](const std::string& message) { seen.broken.push_back(message); };
  events.on_progress = [&](std::uint64_t bytes) { seen.bytes = bytes; };
  read_meta_kaggle({dump, parent_tags}, events);
  return seen;
}

Seen read_tables(const Tables& tables, bool parent_tags = false) {
  const TemporaryFolder folder;
  test::write_dump(folder.path(), tables);
  return read_dump(folder.path(), parent_tags);
}

}  // namespace

TEST_CASE("the current version of each data set is joined to its owner and tags") {
  const Seen seen = read_tables(small_dump());
  REQUIRE(seen.fields.size() == 3);
  const RecordFields& rain = seen.fields[0];
  CHECK(rain.url == "https://www.kaggle.com/datasets/ann/rain");
  CHECK(rain.title == "Rain");
  CHECK(rain.subtitle == "By day, by gauge");
  CHECK(rain.description == "# Rain\nfrom <b>gauges</b>, \"daily\"");
  CHECK(rain.tags == Tags{"weather", "beginner"});
  CHECK(rain.updated == "05/31/2024 10:20:30");
  CHECK(seen.fields[2].url == "https://www.kaggle.com/datasets/bureau/rivers");
  CHECK(seen.rejected.empty());
  CHECK(seen.broken.empty());
}

TEST_CASE("what a data set lacks stays empty and is not taken from the row before") {
  Tables tables = small_dump();
  tables["DatasetTags.csv"] = "Id,DatasetId,TagId\n1,1,3\n";
  const Seen seen = read_tables(tables);
  REQUIRE(seen.fields.size() == 3);
  CHECK(seen.fields[1].title == "Bees");
  CHECK(seen.fields[1].subtitle.empty());
  CHECK(seen.fields[1].description.empty());
  CHECK(seen.fields[1].tags.empty());
}

TEST_CASE("with parents, tags bring those above them but not the topmost") {
  const Seen seen = read_tables(small_dump(), true);
  CHECK(seen.fields[0].tags == Tags{"weather", "earth and nature", "beginner"});
  CHECK(seen.fields[2].tags == Tags{"earth and nature"});
}

TEST_CASE("tags that stand above each other come to an end") {
  Tables tables = small_dump();
  tables["Tags.csv"] = "Id,ParentTagId,Name\n2,3,two\n3,2,three\n4,4,four\n";
  const Seen seen = read_tables(tables, true);
  CHECK(seen.fields[0].tags == Tags{"three", "two", "four"});
}

TEST_CASE("the order of columns does not matter, nor do further ones") {
  Tables tables = small_dump();
  tables["Users.csv"] = "UserName,x,Id\nann,1,10\nben,2,11\n";
  tables["DatasetVersions.csv"] = "Description,Subtitle,Slug,Title,x,Id\nwords,,rain,Rain,1,102\n";
  const Seen seen = read_tables(tables);
  REQUIRE(seen.fields.size() == 1);
  CHECK(seen.fields[0].url == "https://www.kaggle.com/datasets/ann/rain");
  CHECK(seen.fields[0].description == "words");
  CHECK(seen.fields[0].updated.empty());
}

TEST_CASE("a missing column or table is an error that names file and column") {
  Tables tables = small_dump();
  tables["Users.csv"] = "Id,Name\n10,ann\n";
  CHECK_THROWS_WITH(read_tables(tables),
                    Catch::Contains("Users.csv") && Catch::Contains("\"UserName\""));
  tables.erase("Users.csv");
  CHECK_THROWS_WITH(read_tables(tables), Catch::Contains("Users.csv"));
}

TEST_CASE("data sets without an owner's name or a current version are rejected by their id") {
  Tables tables = small_dump();
  tables["Users.csv"] = "Id,UserName\n11,ben\n";
  tables.erase("Organizations.csv");
  tables["DatasetVersions.csv"] =
      "Id,Title,Slug,Subtitle,Description\n102,Rain,rain,,\n104,Rivers,rivers,,\n";
  const Seen seen = read_tables(tables);
  CHECK(seen.fields.empty());
  REQUIRE(seen.rejected.size() == 3);
  CHECK_THAT(seen.rejected[0], Catch::Contains("data set 1") && Catch::Contains("Users.csv"));
  CHECK_THAT(seen.rejected[1],
             Catch::Contains("data set 3") && Catch::Contains("Organizations.csv"));
  CHECK_THAT(seen.rejected[2],
             Catch::Contains("data set 2") && Catch::Contains("DatasetVersions.csv"));
}

TEST_CASE("rows that are no CSV, or whose ids are no numbers, are told by file and line") {
  Tables tables = small_dump();
  tables["Users.csv"] += "twelve,carl,Carl\n13\n";
  const Seen seen = read_tables(tables);
  CHECK(seen.fields.size() == 3);
  REQUIRE(seen.broken.size() == 2);
  CHECK_THAT(seen.broken[0], Catch::Contains("Users.csv: line 5") && Catch::Contains("\"Id\""));
  CHECK_THAT(seen.broken[1], Catch::Contains("line 6"));
}

TEST_CASE("compressed tables, and one archive of all, read as plain ones") {
  const Tables tables = small_dump();
  const TemporaryFolder folder;
  std::vector<std::pair<std::string, std::string>> files;
  std::size_t next = 0;
  for (const auto& [name, content] : tables) {
    files.emplace_back("dump/" + name, content);
    const std::string stem = name.substr(0, name.find('.'));
    switch (next++ % 4) {
      case 0:
        write_file_atomic(folder.path() / "dump" / (name + ".gz"),
                          linnet::test::compressed(content, "gzip"));
        break;
      case 1:
        write_file_atomic(folder.path() / "dump" / (name + ".zip"),
                          linnet::test::zipped({{name, content}}));
        break;
      case 2:
        write_file_atomic(folder.path() / "dump" / (stem + ".zip"),
                          linnet::test::zipped({{name, content}}));
        break;
      default:
        write_file_atomic(folder.path() / "dump" / name, content);
    }
  }
  write_file_atomic(folder / "all.zip", linnet::test::zipped(files));
  for (const auto& dump : {folder / "dump", folder / "all.zip"}) {
    const Seen seen = read_dump(dump);
    REQUIRE(seen.fields.size() == 3);
    CHECK(seen.fields[2].url == "https://www.kaggle.com/datasets/bureau/rivers");
    CHECK(seen.fields[0].tags == Tags{"weather", "beginner"});
  }
}

TEST_CASE("progress reaches the bytes of all tables") {
  const TemporaryFolder folder;
  test::write_dump(folder.path(), small_dump());
  CHECK(read_dump(folder.path()).bytes == meta_kaggle_bytes({folder.path(), false}));
}
