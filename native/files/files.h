// Files read whole, and files that appear whole or not at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <utility>

#include "core/error.h"

namespace linnet {

// The bytes of a file. Throws Error(kNotFound) or Error(kFailed) naming the path and the reason.
std::string read_file(const std::filesystem::path& path);

// `parse(bytes)`, of a file that `where` names: an Error that it throws names the file, too.
template <typename Parse>
auto parse_bytes_of(const std::filesystem::path& where, std::string_view bytes, Parse&& parse) {
  try {
    return std::forward<Parse>(parse)(bytes);
  } catch (const Error& error) {
    throw Error(error.code(), where.string() + ": " + error.what());
  }
}

// The same, of a file read whole. Throws as read_file() does as well.
template <typename Parse>
auto parse_file(const std::filesystem::path& path, Parse&& parse) {
  return parse_bytes_of(path, read_file(path), std::forward<Parse>(parse));
}

// A file written under a temporary name beside `path` and renamed by commit() after fsync; without
// commit() the destructor removes it, so `path` keeps its former content.
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path path);  // makes missing parent folders
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::string_view bytes);
  void commit();  // both throw Error(kFailed) naming path and reason

 private:
  std::filesystem::path path_;
  std::filesystem::path temporary_;
  int descriptor_ = -1;
  std::string buffer_;
  void flush();
};

void write_file_atomic(const std::filesystem::path& path, std::string_view bytes);

// Throws Error(kInvalidArgument) where `output` names the same file as `input`.
void refuse_same_file(const std::filesystem::path& input, const std::filesystem::path& output);

}  // namespace linnet
