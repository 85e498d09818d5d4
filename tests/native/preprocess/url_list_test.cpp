#include "native/preprocess/url_list.h"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/error.h"
#include "native/files/files.h"
#include "native/preprocess/preprocess.h"
#include "native/preprocess/report.h"
#include "tests/temporary_folder.h"

using namespace linnet::preprocess;

TEST_CASE("URLs that differ in scheme, www., fragment or closing slash are one page") {
  for (const char* url : {"https://example.org/a/b", "http://www.example.org/a/b/",
                          "example.org/a/b#files", "https://example.org/a/b//"}) {
    CHECK(url_key(url) == "example.org/a/b");
  }
  CHECK(url_key("https://example.org/a/B") != url_key("https://example.org/a/b"));
}

TEST_CASE("a list of URLs is counted against the table") {
  const linnet::TemporaryFolder folder;
  linnet::write_file_atomic(folder / "table.csv",
                            "title,url,description,categories\n"
                            "One,https://example.org/1,,Music\n"
                            "Two,https://example.org/2,,Music\n"
                            "No tags,https://example.org/3,,\n");
  linnet::write_file_atomic(folder / "urls.csv",
                            "url\n"
                            "https://example.org/1\n"
                            "http://www.example.org/1/\n"
                            "https://example.org/3\n"
                            "https://example.org/4\n"
                            "\" \"\n"
                            "https://example.org/5,too many\n");
  Options options;
  options.input = folder / "table.csv";
  options.url_list = folder / "urls.csv";
  options.shares.valid = 0;
  std::vector<std::string> bad;
  const Result result =
      preprocess(options, [&](const std::string& message) { bad.push_back(message); });
  REQUIRE(result.url_list);
  CHECK(result.url_list->rows == 5);
  CHECK(result.url_list->empty == 1);
  CHECK(result.url_list->distinct == 3);
  CHECK(result.url_list->covered == 1);
  CHECK(result.bad_rows == 1);
  REQUIRE(bad.size() == 1);
  CHECK(bad[0].find("urls.csv: CSV line 7") != std::string::npos);

  const std::string table = report_table(report_json(options, result));
  CHECK(table.find("2 still to collect") != std::string::npos);
}

TEST_CASE("a list without a url column is refused by name") {
  const linnet::TemporaryFolder folder;
  linnet::write_file_atomic(folder / "urls.csv", "link\nhttps://example.org/1\n");
  CHECK_THROWS_WITH(count_url_list(folder / "urls.csv", {}, [](const std::string&) {}),
                    Catch::Contains("no column is named \"url\""));
}
