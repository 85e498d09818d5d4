#include "native/scrape/tables.h"

#include <catch2/catch.hpp>
#include <string>
#include <variant>

#include "core/csv.h"
#include "native/files/files.h"
#include "tests/native/scrape/small_records.h"
#include "tests/temporary_folder.h"

using namespace linnet;
using namespace linnet::scrape;

namespace {

std::string info_table(const TemporaryFolder& folder, const Journal& journal) {
  write_info_table(folder / "dataset_info.csv", journal, TagNames::shipped());
  return read_file(folder / "dataset_info.csv");
}

Record with_texts(const std::string& subtitle, const std::string& description) {
  return std::get<Record>(Record::check({.url = "https://example.org/x",
                                         .title = "A, \"B\"",
                                         .subtitle = subtitle,
                                         .description = description,
                                         .tags = {"covid-19", "bees"},
                                         .source = "test",
                                         .updated = ""}));
}

}  // namespace

TEST_CASE("the table has the four columns, tags under their names, rows by address") {
  const TemporaryFolder folder;
  Journal journal(folder.path());
  journal.add(test::record(2));
  journal.add(test::record(1));
  CHECK(info_table(folder, journal) ==
        "title,url,description,categories\n"
        "Title 1,https://example.org/1,some words,\"Music,tag 1\"\n"
        "Title 2,https://example.org/2,some words,\"Music,tag 2\"\n");
}

TEST_CASE("the description opens with the subtitle, but not twice") {
  const TemporaryFolder folder;
  Journal journal(folder.path());
  journal.add(with_texts("Short.", "Long."));
  CHECK_THAT(info_table(folder, journal), Catch::Contains("\"Short.\nLong.\""));
  CHECK_THAT(info_table(folder, journal), Catch::Contains("\"A, \"\"B\"\"\""));
  CHECK_THAT(info_table(folder, journal), Catch::Contains("\"Coronavirus,bees\""));
  journal.add(with_texts("Short.", "Short. And more."));
  CHECK_THAT(info_table(folder, journal), Catch::Contains(",Short. And more.,"));
  journal.add(with_texts("Short.", ""));
  CHECK_THAT(info_table(folder, journal), Catch::Contains(",Short.,"));
}

TEST_CASE("addresses are written in byte order, each once") {
  const TemporaryFolder folder;
  write_url_table(folder / "dataset_urls.csv", {"https://b", "https://a", "https://b"});
  CHECK(read_file(folder / "dataset_urls.csv") == "url\nhttps://a\nhttps://b\n");
}

TEST_CASE("without records there is a header alone") {
  const TemporaryFolder folder;
  const Journal journal(folder.path());
  CHECK(info_table(folder, journal) == "title,url,description,categories\n");
}
