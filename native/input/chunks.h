// The bytes of a file, plain or compressed, a piece at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace linnet {

struct ChunkEvents {
  std::function<void(std::string_view chunk)> on_chunk;
  // Bytes of the file itself read so far, of at most its size; may be empty.
  std::function<void(std::uint64_t file_bytes)> on_file_bytes;
};

// Calls `on_chunk` with the content in order. What the magic bytes say is xz, gzip or a zip archive
// is decompressed on the way; of an archive of several files the one named `member` is read, in
// whatever folder it lies there. Memory does not grow with the file. Throws Error(kNotFound) where
// there is no such file or member, Error(kInvalidArgument) for a folder, Error(kCorrupt) for
// damaged or incomplete compressed data.
void read_chunks(const std::filesystem::path& path, const ChunkEvents& events,
                 const std::string& member = {});
void read_chunks(const std::filesystem::path& path,
                 const std::function<void(std::string_view chunk)>& on_chunk);

}  // namespace linnet
