#include "native/input/documents.h"

#include <catch2/catch.hpp>

#include "core/error.h"
#include "native/files/files.h"
#include "tests/temporary_folder.h"

using linnet::DocumentSources;
using linnet::Error;
using linnet::TemporaryFolder;
using linnet::write_file_atomic;

namespace {

std::vector<std::string> read(const DocumentSources& sources) {
  std::vector<std::string> documents;
  linnet::read_documents(
      sources, {[&](std::string_view document) { documents.emplace_back(document); }, {}, {}});
  return documents;
}

}  // namespace

TEST_CASE("each line of a text file and each row of a table is a document; blank ones are not") {
  const TemporaryFolder folder;
  write_file_atomic(folder / "a.txt", "one\r\n\n  \ntwo");
  write_file_atomic(folder / "b.csv", "abstract,title,x\nlong,short,1\n,,2\n");
  DocumentSources sources;
  sources.text_files = {folder / "a.txt"};
  sources.csv_files = {folder / "b.csv"};
  CHECK(read(sources) == std::vector<std::string>{"one", "two", "short long"});
}

TEST_CASE("a share takes about that part of the documents, the same each time") {
  const TemporaryFolder folder;
  std::string text;
  for (int i = 0; i < 4000; ++i) text += "document " + std::to_string(i) + "\n";
  write_file_atomic(folder / "a.txt", text);
  DocumentSources sources;
  sources.text_files = {(folder / "a.txt").string() + "@0.25"};
  const auto documents = read(sources);
  CHECK(documents.size() > 880);  // four standard deviations below 1,000
  CHECK(documents.size() < 1120);
  CHECK(read(sources) == documents);
}

TEST_CASE("a share must be over 0 and up to 1; a file may have @ in its name") {
  CHECK(linnet::parse_sampled_file("a@0.5").share == Approx(0.5));
  CHECK(linnet::parse_sampled_file("a@0.5").path == "a");
  CHECK(linnet::parse_sampled_file("a").share == Approx(1));
  for (const char* wrong : {"a@0", "a@1.5", "a@x", "a@", "a@-1", "a@nan"}) {
    CHECK_THROWS_AS(linnet::parse_sampled_file(wrong), Error);
  }
  const TemporaryFolder folder;
  write_file_atomic(folder / "a@b", "text");
  CHECK(linnet::parse_sampled_file(folder / "a@b").path == folder / "a@b");
}
