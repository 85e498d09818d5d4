#include "native/scrape/journal.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/error.h"
#include "native/files/files.h"
#include "tests/native/scrape/small_records.h"
#include "tests/temporary_folder.h"

using namespace linnet;
using namespace linnet::scrape;
using Outcome = Journal::Outcome;
using test::record;

namespace {

constexpr int kRecords = 5;

void scrape_all(const std::filesystem::path& folder) {
  Journal journal(folder);
  for (int i = 0; i < kRecords; ++i) {
    journal.add(record(i));
    journal.reject({"https://example.org/none/" + std::to_string(i), "test", "no tags"});
  }
}

std::string journal_bytes(const std::filesystem::path& folder) {
  return read_file(folder / "journal.jsonl") + "|" + read_file(folder / "rejected.jsonl");
}

std::vector<std::string> titles(const Journal& journal) {
  std::vector<std::string> titles;
  journal.for_each([&](const Record& found) { titles.push_back(found.title()); });
  return titles;
}

}  // namespace

TEST_CASE("a record is new, then unchanged, then updated, also for a later run") {
  const TemporaryFolder folder;
  {
    Journal journal(folder.path());
    CHECK(journal.add(record(1)) == Outcome::kNew);
    CHECK(journal.add(record(1)) == Outcome::kUnchanged);
  }
  Journal journal(folder.path());
  CHECK(journal.add(record(1)) == Outcome::kUnchanged);
  CHECK(journal.add(record(1, "other words")) == Outcome::kUpdated);
  CHECK(journal.add(record(1)) == Outcome::kUpdated);
  CHECK(journal.size() == 1);
  CHECK(journal.contains("https://example.org/1"));
  REQUIRE(journal.updated("https://example.org/1").has_value());
  CHECK_FALSE(journal.updated("https://example.org/2").has_value());
}

TEST_CASE("records come by address, whatever the order they were found in, the last of each") {
  const TemporaryFolder folder;
  Journal journal(folder.path());
  for (const int number : {3, 1, 2}) journal.add(record(number));
  journal.add(record(1, "other words"));
  CHECK(titles(journal) == std::vector<std::string>{"Title 1", "Title 2", "Title 3"});
  journal.for_each([](const Record& found) {
    if (found.title() == "Title 1") CHECK(found.description() == "other words");
  });
}

TEST_CASE("the same rejection is written once, another reason is written too") {
  const TemporaryFolder folder;
  {
    Journal journal(folder.path());
    CHECK(journal.reject({"https://example.org/1", "test", "no tags"}));
    CHECK_FALSE(journal.reject({"https://example.org/1", "test", "no tags"}));
  }
  Journal journal(folder.path());
  CHECK(journal.is_rejected("https://example.org/1"));
  CHECK_FALSE(journal.reject({"https://example.org/1", "test", "no tags"}));
  CHECK(journal.reject({"https://example.org/1", "test", "no title"}));
}

// A kill leaves a prefix of what was written; every such prefix is tried.
TEST_CASE("a run that is cut off at any byte and run again leaves what one run leaves") {
  const TemporaryFolder whole;
  scrape_all(whole.path());
  const std::string expected = journal_bytes(whole.path());
  for (const char* name : {"journal.jsonl", "rejected.jsonl"}) {
    const std::string bytes = read_file(whole / name);
    for (std::size_t length = 0; length < bytes.size(); ++length) {
      const TemporaryFolder cut;
      std::filesystem::copy(whole.path(), cut.path(),
                            std::filesystem::copy_options::overwrite_existing);
      write_file_atomic(cut / name, bytes.substr(0, length));
      scrape_all(cut.path());
      if (journal_bytes(cut.path()) != expected) FAIL(name << " cut at byte " << length);
    }
  }
}

TEST_CASE("a broken line at the end is dropped, one with others after it is told by its number") {
  const TemporaryFolder folder;
  scrape_all(folder.path());
  const std::string bytes = read_file(folder / "journal.jsonl");
  write_file_atomic(folder / "journal.jsonl", bytes + "{\"url\":\n");
  CHECK(Journal(folder.path()).size() == kRecords);
  CHECK(read_file(folder / "journal.jsonl") == bytes);

  write_file_atomic(folder / "journal.jsonl", bytes + "{\"url\":\n" + bytes);
  CHECK_THROWS_WITH(Journal(folder.path()),
                    Catch::Contains("journal.jsonl: line 6") && Catch::Contains("remove"));
}

TEST_CASE("a file that is no journal is refused and left as it is") {
  const TemporaryFolder folder;
  write_file_atomic(folder / "journal.jsonl", "my notes\nof today\n");
  CHECK_THROWS_AS(Journal(folder.path()), Error);
  CHECK(read_file(folder / "journal.jsonl") == "my notes\nof today\n");
}

TEST_CASE("two processes do not write to one journal") {
  const TemporaryFolder folder;
  const Journal first(folder.path());
  CHECK_THROWS_WITH(Journal(folder.path()), Catch::Contains("another process"));
}

TEST_CASE("a folder that cannot be made is an error that names the file") {
  const TemporaryFolder folder;
  write_file_atomic(folder / "file", "");
  CHECK_THROWS_WITH(Journal(folder / "file"), Catch::Contains("journal.jsonl"));
}
