#include "native/input/chunks.h"

#include <lzma.h>

#include <cerrno>
#include <fstream>
#include <string>
#include <system_error>
#include <vector>

#include "core/error.h"

namespace linnet {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 18;
constexpr std::uint64_t kDecoderMemory = std::uint64_t{1} << 30;
constexpr std::string_view kXzMagic(
    "\xFD"
    "7zXZ\0",
    6);

class XzDecoder {
 public:
  explicit XzDecoder(std::string name) : name_(std::move(name)), output_(kChunkBytes) {
    if (lzma_stream_decoder(&stream_, kDecoderMemory, LZMA_CONCATENATED) != LZMA_OK) {
      throw Error(ErrorCode::kFailed, name_ + ": liblzma cannot start");
    }
  }
  ~XzDecoder() { lzma_end(&stream_); }
  XzDecoder(const XzDecoder&) = delete;
  XzDecoder& operator=(const XzDecoder&) = delete;

  void feed(std::string_view input, bool last,
            const std::function<void(std::string_view)>& on_chunk) {
    stream_.next_in = reinterpret_cast<const std::uint8_t*>(input.data());
    stream_.avail_in = input.size();
    for (;;) {
      stream_.next_out = output_.data();
      stream_.avail_out = output_.size();
      const lzma_ret result = lzma_code(&stream_, last ? LZMA_FINISH : LZMA_RUN);
      const std::size_t produced = output_.size() - stream_.avail_out;
      if (produced > 0) on_chunk({reinterpret_cast<const char*>(output_.data()), produced});
      if (result == LZMA_STREAM_END) return;
      if (result != LZMA_OK) {
        throw Error(ErrorCode::kCorrupt,
                    name_ + ": the xz data is damaged or incomplete; fetch the file again");
      }
      if (stream_.avail_in == 0 && stream_.avail_out > 0 && !last) return;
    }
  }

 private:
  std::string name_;
  std::vector<std::uint8_t> output_;
  lzma_stream stream_ = LZMA_STREAM_INIT;
};

}  // namespace

void read_chunks(const std::filesystem::path& path,
                 const std::function<void(std::string_view chunk)>& on_chunk) {
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    throw Error(ErrorCode::kInvalidArgument, path.string() + ": is a folder, a file is needed");
  }
  std::ifstream stream(path, std::ios::binary);
  if (!stream) {
    throw Error(ErrorCode::kNotFound,
                path.string() + ": cannot be opened: " + std::generic_category().message(errno));
  }
  std::vector<char> buffer(kChunkBytes);
  const auto next = [&]() -> std::string_view {
    stream.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    if (stream.bad()) throw Error(ErrorCode::kFailed, path.string() + ": cannot be read");
    return {buffer.data(), static_cast<std::size_t>(stream.gcount())};
  };
  std::string_view chunk = next();
  if (!chunk.starts_with(kXzMagic)) {
    for (; !chunk.empty(); chunk = next()) on_chunk(chunk);
    return;
  }
  XzDecoder decoder(path.string());
  for (; !chunk.empty(); chunk = next()) decoder.feed(chunk, false, on_chunk);
  decoder.feed({}, true, on_chunk);
}

}  // namespace linnet
