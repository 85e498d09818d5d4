#include "native/classify/input_stream.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "core/error.h"

namespace linnet::classify {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{64} << 10;

std::string reason() { return std::generic_category().message(errno); }

}  // namespace

InputStream::InputStream(int descriptor, bool owned, std::string name)
    : descriptor_(descriptor), owned_(owned), name_(std::move(name)), buffer_(kChunkBytes) {
  struct stat status {};
  if (::fstat(descriptor_, &status) == 0 && S_ISREG(status.st_mode)) {
    size_ = static_cast<std::uint64_t>(status.st_size);
  }
}

InputStream::InputStream(InputStream&& other) noexcept
    : descriptor_(other.descriptor_),
      owned_(std::exchange(other.owned_, false)),
      name_(std::move(other.name_)),
      size_(other.size_),
      bytes_read_(other.bytes_read_),
      buffer_(std::move(other.buffer_)) {}

InputStream::~InputStream() {
  if (owned_) ::close(descriptor_);
}

InputStream InputStream::standard_input() { return {STDIN_FILENO, false, "standard input"}; }

InputStream InputStream::open(const std::filesystem::path& path) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    throw Error(ErrorCode::kInvalidArgument, path.string() + ": is a folder, a file is needed");
  }
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    throw Error(ErrorCode::kNotFound, path.string() + ": cannot be opened: " + reason());
  }
  return {descriptor, true, path.string()};
}

bool InputStream::would_wait() const {
  pollfd request{descriptor_, POLLIN, 0};
  return ::poll(&request, 1, 0) == 0;
}

std::string_view InputStream::read() {
  while (true) {
    const ssize_t count = ::read(descriptor_, buffer_.data(), buffer_.size());
    if (count >= 0) {
      bytes_read_ += static_cast<std::uint64_t>(count);
      return {buffer_.data(), static_cast<std::size_t>(count)};
    }
    if (errno == EINTR) continue;
    throw Error(ErrorCode::kFailed, name_ + ": cannot be read: " + reason());
  }
}

}  // namespace linnet::classify
