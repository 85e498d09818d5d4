#include "native/scrape/line_log.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <system_error>
#include <utility>

#include "core/error.h"

namespace linnet::scrape {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{1} << 20;
constexpr std::size_t kMaxLineBytes = std::size_t{64} << 20;
constexpr std::chrono::seconds kSyncInterval{1};

}  // namespace

LineLog::LineLog(std::filesystem::path path,
                 const std::function<void(std::string_view, LinePlace)>& on_line)
    : path_(std::move(path)) {
  std::error_code error;
  if (path_.has_parent_path()) std::filesystem::create_directories(path_.parent_path(), error);
  descriptor_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor_ < 0) fail("cannot be opened");
  try {
    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
      throw Error(ErrorCode::kFailed,
                  path_.string() +
                      ": another process writes to it; wait until that one has ended, "
                      "or choose another folder");
    }
    load(on_line);
  } catch (...) {
    ::close(descriptor_);
    throw;
  }
}

LineLog::~LineLog() {
  if (!synced_) ::fdatasync(descriptor_);
  ::close(descriptor_);
}

void LineLog::load(const std::function<void(std::string_view, LinePlace)>& on_line) {
  std::string buffer;  // bytes that are not yet a whole line
  std::size_t line_number = 0;
  std::optional<std::string> refused;  // why the line before was refused
  for (;;) {
    const std::size_t held = buffer.size();
    buffer.resize(held + kBufferBytes);
    const ssize_t got =
        ::pread(descriptor_, buffer.data() + held, kBufferBytes, static_cast<off_t>(size_ + held));
    if (got < 0 && errno != EINTR) fail("cannot be read");
    buffer.resize(held + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got == 0) break;
    std::size_t begin = 0;
    for (std::size_t end; (end = buffer.find('\n', begin)) != std::string::npos; begin = end + 1) {
      if (refused) throw Error(ErrorCode::kInvalidFormat, *refused);
      ++line_number;
      const std::string_view line(buffer.data() + begin, end - begin);
      try {
        on_line(line, {size_ + begin, static_cast<std::uint32_t>(line.size())});
      } catch (const Error& error) {
        refused = path_.string() + ": line " + std::to_string(line_number) + ": " + error.what() +
                  "; remove the line, or take another folder";
        break;
      }
    }
    if (refused && buffer.find('\n', begin) + 1 != buffer.size()) {
      throw Error(ErrorCode::kInvalidFormat, *refused);
    }
    buffer.erase(0, begin);
    size_ += begin;
    if (buffer.size() > kMaxLineBytes) {
      throw Error(ErrorCode::kInvalidFormat, path_.string() + ": line " +
                                                 std::to_string(line_number + 1) +
                                                 " is over 64 MiB; is this a journal?");
    }
  }
  if (!buffer.empty() && ::ftruncate(descriptor_, static_cast<off_t>(size_)) != 0) {
    fail("its cut-off last line cannot be dropped");
  }
}

LinePlace LineLog::append(std::string_view line) {
  const LinePlace place{size_, static_cast<std::uint32_t>(line.size())};
  const std::string whole = std::string(line) + "\n";
  std::string_view rest = whole;
  while (!rest.empty()) {
    const ssize_t written = ::pwrite(descriptor_, rest.data(), rest.size(),
                                     static_cast<off_t>(size_ + (whole.size() - rest.size())));
    if (written < 0) {
      if (errno == EINTR) continue;
      const int why = errno;
      // What cannot be taken back either is a cut-off last line, which the next run drops.
      [[maybe_unused]] const int truncated = ::ftruncate(descriptor_, static_cast<off_t>(size_));
      errno = why;
      fail("cannot be written");
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  size_ += whole.size();
  synced_ = false;
  if (Clock::now() - last_sync_ >= kSyncInterval) sync();
  return place;
}

std::string LineLog::read(LinePlace place) const {
  std::string line(place.bytes, '\0');
  std::size_t done = 0;
  while (done < line.size()) {
    const ssize_t got = ::pread(descriptor_, line.data() + done, line.size() - done,
                                static_cast<off_t>(place.offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) fail("cannot be read");
    done += static_cast<std::size_t>(got);
  }
  return line;
}

void LineLog::sync() {
  if (::fdatasync(descriptor_) != 0) fail("cannot be written to the disk");
  synced_ = true;
  last_sync_ = Clock::now();
}

void LineLog::fail(const std::string& what) const {
  throw Error(ErrorCode::kFailed,
              path_.string() + ": " + what + ": " + std::generic_category().message(errno));
}

}  // namespace linnet::scrape
