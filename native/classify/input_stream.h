// Bytes of a file or of standard input, with a look at whether more are there already.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace linnet::classify {

class InputStream {
 public:
  static InputStream standard_input();
  // Throws Error(kNotFound) or Error(kInvalidArgument) naming the path.
  static InputStream open(const std::filesystem::path& path);
  ~InputStream();
  InputStream(InputStream&& other) noexcept;
  InputStream& operator=(InputStream&&) = delete;

  const std::string& name() const { return name_; }
  std::uint64_t size() const { return size_; }  // 0 where it is not known
  std::uint64_t bytes_read() const { return bytes_read_; }

  // Whether read() would wait: the writer at the other end pauses.
  bool would_wait() const;
  // The next bytes, at most 64 KiB, valid until the next call; empty at the end. Waits for them.
  // Throws Error(kFailed) naming the input.
  std::string_view read();

 private:
  InputStream(int descriptor, bool owned, std::string name);
  int descriptor_;
  bool owned_;
  std::string name_;
  std::uint64_t size_ = 0;
  std::uint64_t bytes_read_ = 0;
  std::vector<char> buffer_;
};

}  // namespace linnet::classify
