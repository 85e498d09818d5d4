#include "native/files/files.h"

#include <catch2/catch.hpp>
#include <filesystem>

#include "core/error.h"
#include "tests/temporary_folder.h"

using linnet::AtomicFile;
using linnet::Error;
using linnet::read_file;
using linnet::TemporaryFolder;
using linnet::write_file_atomic;

namespace {

std::size_t files_in(const std::filesystem::path& folder) {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++count;
  return count;
}

}  // namespace

TEST_CASE("what is written comes back byte for byte") {
  const TemporaryFolder folder;
  const std::string bytes("a\0\r\n\xFF", 5);
  write_file_atomic(folder / "file", bytes);
  CHECK(read_file(folder / "file") == bytes);
}

TEST_CASE("a file that is not committed leaves the former content and no temporary file") {
  const TemporaryFolder folder;
  write_file_atomic(folder / "file", "old");
  {
    AtomicFile file(folder / "file");
    file.write("new");
  }
  CHECK(read_file(folder / "file") == "old");
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a committed file replaces the former one, in folders made on the way") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "a" / "b" / "file";
  write_file_atomic(path, "old");
  AtomicFile file(path);
  const std::string large(3 << 20, 'x');
  file.write(large);
  CHECK(read_file(path) == "old");
  file.commit();
  CHECK(read_file(path) == large);
  CHECK(files_in(path.parent_path()) == 1);
}

TEST_CASE("reading what is missing or a folder is an error that names the path") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(read_file(folder / "none"), Catch::Contains("none"));
  CHECK_THROWS_WITH(read_file(folder.path()), Catch::Contains("folder"));
}

TEST_CASE("an output that is the input is refused, under any spelling") {
  const TemporaryFolder folder;
  write_file_atomic(folder / "file", "x");
  std::filesystem::create_symlink(folder / "file", folder / "link");
  CHECK_THROWS_AS(linnet::refuse_same_file(folder / "file", folder / "link"), Error);
  CHECK_NOTHROW(linnet::refuse_same_file(folder / "file", folder / "other"));
}
