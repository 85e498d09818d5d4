// A file of lines that only grows, and of which a kill leaves whole lines.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace linnet::scrape {

// Where a line stands in its file; `bytes` without its line feed.
struct LinePlace {
  std::uint64_t offset = 0;
  std::uint32_t bytes = 0;
};

// One process at a time. append() hands a whole line to the system at once, so a killed process
// loses nothing that append() returned for; against a power cut the file is synced once a second,
// by sync() and at the end.
class LineLog {
 public:
  // Opens the file, made where missing with its folders, and gives each line to `on_line`, which
  // throws linnet::Error on what is no line of its kind. A last line that is cut off or refused is
  // what a crash left: it is dropped. Throws Error(kInvalidFormat) naming file and line where a
  // refused line has others after it, Error(kFailed) where another process has the file open or it
  // cannot be read or written.
  LineLog(std::filesystem::path path,
          const std::function<void(std::string_view line, LinePlace place)>& on_line);
  ~LineLog();
  LineLog(const LineLog&) = delete;
  LineLog& operator=(const LineLog&) = delete;

  // `line` holds no line feed. Throws Error(kFailed); the file then ends as before.
  LinePlace append(std::string_view line);
  std::string read(LinePlace place) const;  // throws Error(kFailed)
  void sync();                              // throws Error(kFailed)

  const std::filesystem::path& path() const { return path_; }

 private:
  using Clock = std::chrono::steady_clock;

  void load(const std::function<void(std::string_view, LinePlace)>& on_line);
  [[noreturn]] void fail(const std::string& what) const;

  std::filesystem::path path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
  bool synced_ = true;
  Clock::time_point last_sync_ = Clock::now();
};

}  // namespace linnet::scrape
