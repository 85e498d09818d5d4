#include "native/training/run_folder.h"

#include <iterator>
#include <stdexcept>

#include "core/error.h"
#include "native/files/files.h"
#include "tests/native/catch_after_torch.h"
#include "tests/temporary_folder.h"

namespace linnet {
namespace {

namespace fs = std::filesystem;

std::size_t entries(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST_CASE("a folder is replaced as a whole: nothing of the former one stays") {
  const TemporaryFolder root;
  const fs::path folder = root / "last";
  replace_folder(folder, [](const fs::path& p) {
    write_file_atomic(p / "a", "1");
    write_file_atomic(p / "b", "1");
  });
  replace_folder(folder, [](const fs::path& p) { write_file_atomic(p / "a", "2"); });
  CHECK(read_file(folder / "a") == "2");
  CHECK(entries(folder) == 1);
  CHECK(entries(root.path()) == 1);
}

TEST_CASE("a failure while writing leaves the former folder as it was") {
  const TemporaryFolder root;
  const fs::path folder = root / "last";
  replace_folder(folder, [](const fs::path& p) { write_file_atomic(p / "a", "1"); });
  const auto broken = [](const fs::path& p) {
    write_file_atomic(p / "a", "2");
    throw std::runtime_error("disk full");
  };
  CHECK_THROWS_WITH(replace_folder(folder, broken), "disk full");
  CHECK(read_file(folder / "a") == "1");
}

TEST_CASE("what a kill left half written is removed and not taken for a checkpoint") {
  const TemporaryFolder root;
  write_file_atomic(root / "last.writing" / "junk", "half");
  replace_folder(root / "last", [](const fs::path& p) { write_file_atomic(p / "a", "1"); });
  CHECK(entries(root.path()) == 1);
  CHECK(entries(root / "last") == 1);
}

TEST_CASE("a checkpoint moved aside when a kill came is found again") {
  const TemporaryFolder root;
  write_file_atomic(root / "last.former" / "a", "1");
  prepare_run_folder(root.path(), RunMode::kResume);
  CHECK(read_file(root / "last" / "a") == "1");
}

TEST_CASE("a folder that holds a run is not written over unasked") {
  const TemporaryFolder root;
  prepare_run_folder(root / "new", RunMode::kNew);
  CHECK(fs::is_directory(root / "new"));
  CHECK_THROWS_AS(prepare_run_folder(root / "new", RunMode::kResume), Error);
  write_file_atomic(root / "new" / "last" / "a", "1");
  write_file_atomic(root / "new" / "mine.txt", "kept");
  CHECK_THROWS_WITH(prepare_run_folder(root / "new", RunMode::kNew),
                    Catch::Contains("--resume") && Catch::Contains("--overwrite"));
  CHECK_NOTHROW(prepare_run_folder(root / "new", RunMode::kResume));
  prepare_run_folder(root / "new", RunMode::kOverwrite);
  CHECK_FALSE(fs::exists(root / "new" / "last"));
  CHECK(read_file(root / "new" / "mine.txt") == "kept");
}

}  // namespace
}  // namespace linnet
