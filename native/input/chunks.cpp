#include "native/input/chunks.h"

#include <archive.h>
#include <archive_entry.h>
#include <zlib.h>

#include <cerrno>
#include <fstream>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "core/error.h"

namespace linnet {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 18;
constexpr std::string_view kXzMagic(
    "\xFD"
    "7zXZ\0",
    6);
constexpr std::string_view kGzipMagic("\x1F\x8B");
constexpr std::string_view kZipMagic("PK\x03\x04");

// A file's own bytes, in order and once, as it may be a pipe.
class Source {
 public:
  explicit Source(const std::filesystem::path& path)
      : path_(path), stream_(path, std::ios::binary), buffer_(kChunkBytes) {
    if (!stream_) {
      throw Error(ErrorCode::kNotFound,
                  path_.string() + ": cannot be opened: " + std::generic_category().message(errno));
    }
  }

  // What the first next() will give.
  std::string_view peek() {
    if (!peeked_) peeked_ = read();
    return *peeked_;
  }
  // Empty at the end; good until the next call.
  std::string_view next() {
    if (!peeked_) return read();
    const std::string_view chunk = *peeked_;
    peeked_.reset();
    return chunk;
  }

 private:
  std::string_view read() {
    stream_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
    if (stream_.bad()) throw Error(ErrorCode::kFailed, path_.string() + ": cannot be read");
    return {buffer_.data(), static_cast<std::size_t>(stream_.gcount())};
  }

  std::filesystem::path path_;
  std::ifstream stream_;
  std::vector<char> buffer_;
  std::optional<std::string_view> peeked_;
};

// No exception may pass through libarchive, which is C.
la_ssize_t read_source(struct archive* archive, void* data, const void** buffer) {
  try {
    const std::string_view chunk = static_cast<Source*>(data)->next();
    *buffer = chunk.data();
    return static_cast<la_ssize_t>(chunk.size());
  } catch (const std::exception& error) {
    ::archive_set_error(archive, EIO, "%s", error.what());
    return -1;
  }
}

[[noreturn]] void fail_damaged(const std::string& name, const char* why) {
  throw Error(ErrorCode::kCorrupt, name + ": the compressed data is damaged or incomplete (" +
                                       (why == nullptr ? "no reason given" : why) +
                                       "); fetch the file again");
}

// gzip through zlib: libarchive 3.6 does not compare its check sums.
class GzipDecoder {
 public:
  explicit GzipDecoder(std::string name) : name_(std::move(name)), output_(kChunkBytes) {
    if (::inflateInit2(&stream_, kGzipWindow) != Z_OK) {
      throw Error(ErrorCode::kFailed, name_ + ": zlib cannot start");
    }
  }
  ~GzipDecoder() { ::inflateEnd(&stream_); }
  GzipDecoder(const GzipDecoder&) = delete;
  GzipDecoder& operator=(const GzipDecoder&) = delete;

  void feed(std::string_view input, const std::function<void(std::string_view)>& on_chunk) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
    stream_.avail_in = static_cast<uInt>(input.size());
    do {
      if (ended_ && stream_.avail_in == 0) return;
      if (std::exchange(ended_, false)) ::inflateReset(&stream_);  // another stream follows
      stream_.next_out = output_.data();
      stream_.avail_out = static_cast<uInt>(output_.size());
      const int result = ::inflate(&stream_, Z_NO_FLUSH);
      const std::size_t produced = output_.size() - stream_.avail_out;
      if (produced > 0) on_chunk({reinterpret_cast<const char*>(output_.data()), produced});
      if (result != Z_OK && result != Z_BUF_ERROR && result != Z_STREAM_END) {
        fail_damaged(name_, stream_.msg);
      }
      ended_ = result == Z_STREAM_END;
    } while (stream_.avail_in > 0 || stream_.avail_out == 0);
  }
  void finish() {
    if (!ended_) fail_damaged(name_, "its end is missing");
  }

 private:
  static constexpr int kGzipWindow = 15 + 16;  // the largest window; 16 stands for a gzip header

  std::string name_;
  std::vector<Bytef> output_;
  z_stream stream_ = {};
  bool ended_ = false;  // at the end of a stream
};

struct FreeArchive {
  void operator()(struct archive* archive) const { ::archive_read_free(archive); }
};

// What libarchive reads, its format chosen by the magic bytes alone.
class Archive {
 public:
  // A zip archive, whose list of files stands at its end.
  explicit Archive(const std::filesystem::path& path) : Archive(path.string()) {
    ::archive_read_support_format_zip(archive_.get());
    check(::archive_read_open_filename(archive_.get(), path.c_str(), kChunkBytes));
  }
  // xz, which holds one file.
  Archive(const std::filesystem::path& path, Source& source) : Archive(path.string()) {
    ::archive_read_support_filter_xz(archive_.get());
    ::archive_read_support_format_raw(archive_.get());
    ::archive_read_support_format_empty(archive_.get());  // nothing, compressed
    check(::archive_read_open(archive_.get(), &source, nullptr, read_source, nullptr));
  }

  // Goes to the next file within; false at the end. `name` is its last part.
  bool next(std::string& name) {
    struct archive_entry* entry = nullptr;
    const int result = ::archive_read_next_header(archive_.get(), &entry);
    if (result == ARCHIVE_EOF) return false;
    check(result);
    const char* given = ::archive_entry_pathname(entry);
    name = given == nullptr ? "" : given;
    if (name.ends_with('/')) return next(name);
    name.erase(0, name.rfind('/') + 1);
    return true;
  }

  void read(const ChunkEvents& events) {
    for (;;) {
      const void* data = nullptr;
      std::size_t size = 0;
      la_int64_t offset = 0;
      const int result = ::archive_read_data_block(archive_.get(), &data, &size, &offset);
      if (result == ARCHIVE_EOF) return;
      check(result);
      if (size > 0) events.on_chunk({static_cast<const char*>(data), size});
      if (events.on_file_bytes) {
        events.on_file_bytes(
            static_cast<std::uint64_t>(::archive_filter_bytes(archive_.get(), -1)));
      }
    }
  }

 private:
  explicit Archive(std::string name) : name_(std::move(name)), archive_(::archive_read_new()) {
    if (!archive_) throw Error(ErrorCode::kFailed, name_ + ": libarchive cannot start");
  }

  // Warnings are of damage too, such as a check sum that differs.
  void check(int result) {
    if (result != ARCHIVE_OK) fail_damaged(name_, ::archive_error_string(archive_.get()));
  }

  std::string name_;
  std::unique_ptr<struct archive, FreeArchive> archive_;
};

// Without `member` the archive's only file.
void read_zip(const std::filesystem::path& path, const ChunkEvents& events,
              const std::string& member) {
  std::vector<std::string> names;
  std::string name;
  for (Archive listing(path); listing.next(name);) names.push_back(name);
  if (member.empty() && names.size() != 1) {
    throw Error(ErrorCode::kInvalidArgument, path.string() + ": holds " +
                                                 std::to_string(names.size()) +
                                                 " files; give an archive of one, or unpack it");
  }
  for (Archive archive(path); archive.next(name);) {
    if (names.size() == 1 || name == member) return archive.read(events);
  }
  throw Error(ErrorCode::kNotFound, path.string() + ": holds no file " + member);
}

}  // namespace

void read_chunks(const std::filesystem::path& path, const ChunkEvents& events,
                 const std::string& member) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    throw Error(ErrorCode::kInvalidArgument, path.string() + ": is a folder, a file is needed");
  }
  Source source(path);
  const std::string_view begin = source.peek();
  if (begin.starts_with(kZipMagic)) return read_zip(path, events, member);
  if (begin.starts_with(kXzMagic)) {
    Archive archive(path, source);
    std::string name;
    if (archive.next(name)) archive.read(events);
    return;
  }
  std::optional<GzipDecoder> gzip;
  if (begin.starts_with(kGzipMagic)) gzip.emplace(path.string());
  std::uint64_t file_bytes = 0;
  for (std::string_view chunk = source.next(); !chunk.empty(); chunk = source.next()) {
    if (gzip) {
      gzip->feed(chunk, events.on_chunk);
    } else {
      events.on_chunk(chunk);
    }
    if (events.on_file_bytes) events.on_file_bytes(file_bytes += chunk.size());
  }
  if (gzip) gzip->finish();
}

void read_chunks(const std::filesystem::path& path,
                 const std::function<void(std::string_view chunk)>& on_chunk) {
  read_chunks(path, {on_chunk, {}});
}

}  // namespace linnet
