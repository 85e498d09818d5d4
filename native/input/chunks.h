// The bytes of a file, plain or compressed by xz, a piece at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string_view>

namespace linnet {

// Calls `on_chunk` with the content in order; a file that begins with the magic bytes of xz is
// decompressed on the way. Memory does not grow with the file. Throws Error(kNotFound),
// Error(kInvalidArgument) for a folder, Error(kCorrupt) for damaged or incomplete xz data.
void read_chunks(const std::filesystem::path& path,
                 const std::function<void(std::string_view chunk)>& on_chunk);

}  // namespace linnet
