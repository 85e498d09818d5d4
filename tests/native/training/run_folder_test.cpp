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
  check_run_folder(root.path(), RunMode::kResume, {});
  CHECK(read_file(root / "last" / "a") == "1");
}

TEST_CASE("a folder that holds a run is not written over unasked") {
  const TemporaryFolder root;
  const fs::path run = root / "new";
  CHECK_THROWS_AS(check_run_folder(run, RunMode::kResume, {}), Error);
  check_run_folder(run, RunMode::kNew, {});
  CHECK_FALSE(fs::exists(run));
  prepare_run_folder(run, RunMode::kNew);
  CHECK(fs::is_directory(run));
  write_file_atomic(run / "last" / "a", "1");
  write_file_atomic(run / "mine.txt", "kept");
  CHECK_THROWS_WITH(check_run_folder(run, RunMode::kNew, {}),
                    Catch::Contains("--resume") && Catch::Contains("--overwrite"));
  CHECK_NOTHROW(check_run_folder(run, RunMode::kResume, {}));
  CHECK_NOTHROW(check_run_folder(run, RunMode::kOverwrite, {}));
  CHECK(read_file(run / "last" / "a") == "1");
  prepare_run_folder(run, RunMode::kOverwrite);
  CHECK_FALSE(fs::exists(run / "last"));
  CHECK(read_file(run / "mine.txt") == "kept");
}

TEST_CASE("a checkpoint that a kill moved aside is a run as well") {
  const TemporaryFolder root;
  write_file_atomic(root / "best.former" / "a", "1");
  CHECK_THROWS_WITH(check_run_folder(root.path(), RunMode::kNew, {}), Catch::Contains("--resume"));
  prepare_run_folder(root.path(), RunMode::kOverwrite);
  CHECK(entries(root.path()) == 0);
}

TEST_CASE("an input that lies in the run to be replaced is refused by its option's name") {
  const TemporaryFolder root;
  write_file_atomic(root / "run" / "best" / "a", "1");
  write_file_atomic(root / "run" / "last" / "a", "1");
  write_file_atomic(root / "run" / "shards" / "a", "1");
  fs::create_directory_symlink(root / "run" / "best", root / "link");
  const auto check = [&](const fs::path& path, RunMode mode) {
    check_run_folder(root / "run", mode, {{"--config", ""}, {"--init", path}});
  };
  for (const char* path : {"run/best", "run/best/a", "run/../run/best/", "link", "link/a"}) {
    INFO(path);
    CHECK_THROWS_WITH(check(root / path, RunMode::kOverwrite),
                      Catch::Contains("--init") && Catch::Contains(path));
    CHECK_NOTHROW(check(root / path, RunMode::kResume));
  }
  CHECK_NOTHROW(check(root / "run" / "shards", RunMode::kOverwrite));
  CHECK_NOTHROW(check(root / "run.best", RunMode::kOverwrite));
}

}  // namespace
}  // namespace linnet
