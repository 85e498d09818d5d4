// One line on stderr that says how far long work has come: done, rate, time left.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace linnet {

// On a terminal the line redraws in place; elsewhere a line is printed every ten seconds. Nothing
// is printed in the first two seconds, so short work stays silent. Not thread-safe.
class Progress {
 public:
  // `total` is 0 where it is not known. `unit` is a plural noun ("rows", "MB").
  Progress(std::string what, std::uint64_t total, std::string unit);
  ~Progress();  // ends the line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void expect(std::uint64_t total) { total_ = total; }  // once it is known

  // `note` is shown at the end of the line ("loss 0.0912").
  void update(std::uint64_t done, const std::string& note = {});

 private:
  using Clock = std::chrono::steady_clock;
  std::string what_;
  std::uint64_t total_;
  std::string unit_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_ = start_;
  bool terminal_;
  bool shown_ = false;
};

// "2:05" or "1:02:05".
std::string format_duration(double seconds);

}  // namespace linnet
