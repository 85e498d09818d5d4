#include "native/training/run_folder.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <string>
#include <system_error>

#include "core/error.h"

namespace linnet {
namespace {

namespace fs = std::filesystem;

constexpr const char* kCheckpoints[] = {"last", "best", "final"};
constexpr const char* kRunEntries[] = {"last",     "best",     "final",    "log.csv",
                                       "loss.svg", "rate.svg", "valid.svg"};

[[noreturn]] void fail(const fs::path& path, const std::error_code& error) {
  throw Error(ErrorCode::kFailed, path.string() + ": cannot be written: " + error.message());
}

std::error_code last_error() { return {errno, std::generic_category()}; }

void sync_folder(const fs::path& folder) {
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;  // some file systems refuse; the rename is still whole
  ::fsync(descriptor);
  ::close(descriptor);
}

fs::path former_name(const fs::path& folder) { return folder.string() + ".former"; }

void recover_folder(const fs::path& folder) {
  const fs::path former = former_name(folder);
  if (fs::exists(folder) || !fs::exists(former)) return;
  std::error_code error;
  fs::rename(former, folder, error);
  if (error) fail(folder, error);
}

bool holds_run(const fs::path& folder) {
  const auto there = [&](const char* entry) {
    return fs::exists(folder / entry) || fs::exists(former_name(folder / entry));
  };
  return std::any_of(std::begin(kRunEntries), std::end(kRunEntries), there);
}

// Whether `path` is `folder` or lies in it, links followed.
bool lies_in(const fs::path& path, const fs::path& folder) {
  std::error_code error;
  const fs::path inner = fs::weakly_canonical(fs::absolute(path), error);
  const fs::path outer = fs::weakly_canonical(fs::absolute(folder), error);
  return std::mismatch(outer.begin(), outer.end(), inner.begin(), inner.end()).first == outer.end();
}

void refuse_inputs_in_run(const fs::path& folder, const std::vector<RunInput>& inputs) {
  for (const RunInput& input : inputs) {
    if (input.path.empty()) continue;
    for (const char* entry : kRunEntries) {
      if (!lies_in(input.path, folder / entry)) continue;
      throw Error(ErrorCode::kInvalidArgument,
                  input.option + " " + input.path.string() +
                      ": is part of the run that --overwrite would replace; choose another folder "
                      "to write to");
    }
  }
}

void remove_folder(const fs::path& folder) {
  std::error_code error;
  fs::remove_all(folder, error);
  if (error) fail(folder, error);
}

}  // namespace

void replace_folder(const fs::path& folder, const std::function<void(const fs::path&)>& write) {
  const fs::path writing = folder.string() + ".writing";
  remove_folder(writing);
  std::error_code error;
  fs::create_directories(writing, error);
  if (error) fail(writing, error);
  write(writing);
  sync_folder(writing);
  if (::renameat2(AT_FDCWD, writing.c_str(), AT_FDCWD, folder.c_str(), RENAME_EXCHANGE) == 0) {
    remove_folder(writing);  // it is the former one now
  } else if (errno == ENOENT) {
    if (::rename(writing.c_str(), folder.c_str()) != 0) fail(folder, last_error());
  } else {
    // A file system without the exchange: a kill between the two leaves NAME.former, which
    // recover_folder() finds.
    const fs::path former = former_name(folder);
    remove_folder(former);
    if (::rename(folder.c_str(), former.c_str()) != 0 ||
        ::rename(writing.c_str(), folder.c_str()) != 0) {
      fail(folder, last_error());
    }
    remove_folder(former);
  }
  sync_folder(fs::absolute(folder).parent_path());
}

void check_run_folder(const fs::path& folder, RunMode mode, const std::vector<RunInput>& inputs) {
  if (mode == RunMode::kNew && holds_run(folder)) {
    throw Error(ErrorCode::kInvalidArgument,
                folder.string() +
                    ": holds a run already; go on with it by --resume, or replace it by "
                    "--overwrite, or choose another folder");
  }
  if (mode == RunMode::kOverwrite) refuse_inputs_in_run(folder, inputs);
  if (mode == RunMode::kResume) {
    for (const char* checkpoint : kCheckpoints) recover_folder(folder / checkpoint);
    if (!fs::exists(folder / "last")) {
      throw Error(ErrorCode::kNotFound, folder.string() + ": there is no last/ to resume from");
    }
  }
}

void prepare_run_folder(const fs::path& folder, RunMode mode) {
  if (mode == RunMode::kOverwrite) {
    for (const char* entry : kRunEntries) {
      remove_folder(folder / entry);
      remove_folder(former_name(folder / entry));
    }
  }
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) fail(folder, error);
}

}  // namespace linnet
