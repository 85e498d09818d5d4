#include "native/progress/progress.h"

#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <utility>

namespace linnet {
namespace {

constexpr double kQuietSeconds = 2;
constexpr double kTerminalInterval = 0.2;
constexpr double kFileInterval = 10;

double seconds_between(std::chrono::steady_clock::time_point from,
                       std::chrono::steady_clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

}  // namespace

std::string format_duration(double seconds) {
  const auto whole = static_cast<long>(std::max(0.0, std::round(seconds)));
  char text[32];
  if (whole >= 3600) {
    std::snprintf(text, sizeof text, "%ld:%02ld:%02ld", whole / 3600, whole / 60 % 60, whole % 60);
  } else {
    std::snprintf(text, sizeof text, "%ld:%02ld", whole / 60, whole % 60);
  }
  return text;
}

Progress::Progress(std::string what, std::uint64_t total, std::string unit)
    : what_(std::move(what)),
      total_(total),
      unit_(std::move(unit)),
      terminal_(::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
  if (shown_ && terminal_) std::fputc('\n', stderr);
}

void Progress::update(std::uint64_t done, const std::string& note) {
  const auto now = Clock::now();
  const double elapsed = seconds_between(start_, now);
  const double interval = terminal_ ? kTerminalInterval : kFileInterval;
  const bool finished = total_ > 0 && done >= total_;
  if (elapsed < kQuietSeconds) return;
  if (seconds_between(last_, now) < interval && !(finished && shown_)) return;
  last_ = now;
  shown_ = true;
  const double rate = static_cast<double>(done) / elapsed;
  std::string line = what_ + ": " + std::to_string(done);
  if (total_ > 0) line += "/" + std::to_string(total_);
  char text[64];
  std::snprintf(text, sizeof text, " %s, %.4g/s", unit_.c_str(), rate);
  line += text;
  if (total_ > 0 && rate > 0 && !finished) {
    line += ", " + format_duration(static_cast<double>(total_ - done) / rate) + " left";
  }
  if (!note.empty()) line += ", " + note;
  std::fprintf(stderr, terminal_ ? "\r\033[K%s" : "%s\n", line.c_str());
  std::fflush(stderr);
}

}  // namespace linnet
