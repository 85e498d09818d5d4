#include "native/input/chunks.h"

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/error.h"
#include "native/files/files.h"
#include "tests/native/input/compressed.h"
#include "tests/temporary_folder.h"

using linnet::Error;
using linnet::read_chunks;
using linnet::TemporaryFolder;
using linnet::write_file_atomic;
using linnet::test::compressed;
using linnet::test::zipped;

namespace {

std::string read_all(const std::filesystem::path& path) {
  std::string all;
  read_chunks(path, [&](std::string_view chunk) { all += chunk; });
  return all;
}

std::string long_text() {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += std::to_string(i * 7919) + "\n";
  return text;
}

}  // namespace

TEST_CASE("plain and compressed files give the same content") {
  const TemporaryFolder folder;
  const std::string text = long_text();
  write_file_atomic(folder / "plain", text);
  CHECK(read_all(folder / "plain") == text);
  for (const char* filter : {"xz", "gzip"}) {
    INFO(filter);
    write_file_atomic(folder / "packed", compressed(text, filter));
    CHECK(read_all(folder / "packed") == text);
  }
  write_file_atomic(folder / "packed", zipped({{"plain", text}}));
  CHECK(read_all(folder / "packed") == text);
}

TEST_CASE("streams one after another are read as one") {
  const TemporaryFolder folder;
  for (const char* filter : {"xz", "gzip"}) {
    INFO(filter);
    write_file_atomic(folder / "packed",
                      compressed("first ", filter) + compressed("second", filter));
    CHECK(read_all(folder / "packed") == "first second");
  }
}

TEST_CASE("compressed files of nothing are empty") {
  const TemporaryFolder folder;
  for (const char* filter : {"xz", "gzip"}) {
    INFO(filter);
    write_file_atomic(folder / "packed", compressed("", filter));
    CHECK(read_all(folder / "packed").empty());
  }
}

TEST_CASE("a compressed file that is cut off or damaged is an error that names it") {
  const TemporaryFolder folder;
  const std::string text = long_text();
  for (const std::string& packed :
       {compressed(text, "xz"), compressed(text, "gzip"), zipped({{"plain", text}})}) {
    write_file_atomic(folder / "short", packed.substr(0, packed.size() / 2));
    CHECK_THROWS_WITH(read_all(folder / "short"), Catch::Contains("short"));
    std::string damaged = packed;
    damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 0x55);
    write_file_atomic(folder / "damaged", damaged);
    CHECK_THROWS_AS(read_all(folder / "damaged"), Error);
  }
}

TEST_CASE("of an archive of several files the one that is named is read") {
  const TemporaryFolder folder;
  write_file_atomic(folder / "all.zip", zipped({{"a.csv", "one"}, {"in/b.csv", "two"}}));
  std::string content;
  const linnet::ChunkEvents events{[&](std::string_view chunk) { content += chunk; }, {}};
  read_chunks(folder / "all.zip", events, "b.csv");
  CHECK(content == "two");
  CHECK_THROWS_WITH(read_chunks(folder / "all.zip", events, "c.csv"), Catch::Contains("c.csv"));
  CHECK_THROWS_WITH(read_all(folder / "all.zip"), Catch::Contains("2 files"));
}

TEST_CASE("progress counts the bytes of the file itself, up to its size") {
  const TemporaryFolder folder;
  for (const std::string& bytes : {long_text(), compressed(long_text(), "gzip"),
                                   compressed(long_text(), "xz"), zipped({{"a", long_text()}})}) {
    write_file_atomic(folder / "file", bytes);
    std::uint64_t last = 0;
    read_chunks(folder / "file", {[](std::string_view) {},
                                  [&](std::uint64_t done) {
                                    CHECK(done >= last);
                                    last = done;
                                  }});
    CHECK(last <= bytes.size());
    CHECK(last > bytes.size() / 2);
  }
}

TEST_CASE("an empty file gives no chunk; a missing one or a folder is an error") {
  const TemporaryFolder folder;
  write_file_atomic(folder / "empty", "");
  CHECK(read_all(folder / "empty").empty());
  CHECK_THROWS_AS(read_all(folder / "none"), Error);
  CHECK_THROWS_AS(read_all(folder.path()), Error);
}
