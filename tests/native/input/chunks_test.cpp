#include "native/input/chunks.h"

#include <lzma.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/error.h"
#include "native/files/files.h"
#include "tests/temporary_folder.h"

using linnet::Error;
using linnet::read_chunks;
using linnet::TemporaryFolder;
using linnet::write_file_atomic;

namespace {

std::string compressed(const std::string& text) {
  std::vector<std::uint8_t> bytes(lzma_stream_buffer_bound(text.size()));
  std::size_t size = 0;
  const lzma_ret result = lzma_easy_buffer_encode(
      1, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const std::uint8_t*>(text.data()), text.size(),
      bytes.data(), &size, bytes.size());
  REQUIRE(result == LZMA_OK);
  return {bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)};
}

std::string read_all(const std::filesystem::path& path) {
  std::string all;
  read_chunks(path, [&](std::string_view chunk) { all += chunk; });
  return all;
}

std::string long_text() {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += std::to_string(i * 7919) + "\n";
  return text;
}

}  // namespace

TEST_CASE("plain and compressed files give the same content") {
  const TemporaryFolder folder;
  const std::string text = long_text();
  write_file_atomic(folder / "plain", text);
  write_file_atomic(folder / "packed", compressed(text));
  CHECK(read_all(folder / "plain") == text);
  CHECK(read_all(folder / "packed") == text);
}

TEST_CASE("xz streams one after another are read as one") {
  const TemporaryFolder folder;
  write_file_atomic(folder / "packed", compressed("first ") + compressed("second"));
  CHECK(read_all(folder / "packed") == "first second");
}

TEST_CASE("an xz file that is cut off or damaged is an error that names it") {
  const TemporaryFolder folder;
  const std::string packed = compressed(long_text());
  write_file_atomic(folder / "short.xz", packed.substr(0, packed.size() / 2));
  CHECK_THROWS_WITH(read_all(folder / "short.xz"), Catch::Contains("short.xz"));
  std::string damaged = packed;
  damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 0x55);
  write_file_atomic(folder / "damaged.xz", damaged);
  CHECK_THROWS_AS(read_all(folder / "damaged.xz"), Error);
}

TEST_CASE("an empty file gives no chunk; a missing one or a folder is an error") {
  const TemporaryFolder folder;
  write_file_atomic(folder / "empty", "");
  CHECK(read_all(folder / "empty").empty());
  CHECK_THROWS_AS(read_all(folder / "none"), Error);
  CHECK_THROWS_AS(read_all(folder.path()), Error);
}
