// Compressed files made in memory, for tests.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace linnet::test {

// What libarchive writes of `files` (name, content) once `choose` has set format and filter.
template <typename Choose>
std::string archived(const std::vector<std::pair<std::string, std::string>>& files,
                     const Choose& choose) {
  std::size_t room = 1 << 16;
  for (const auto& [name, content] : files) room += 2 * content.size();
  std::string buffer(room, '\0');
  std::size_t used = 0;
  struct archive* writer = archive_write_new();
  choose(writer);
  archive_write_set_bytes_in_last_block(writer, 1);
  archive_write_open_memory(writer, buffer.data(), buffer.size(), &used);
  for (const auto& [name, content] : files) {
    struct archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_size(entry, static_cast<la_int64_t>(content.size()));
    archive_write_header(writer, entry);
    archive_write_data(writer, content.data(), content.size());
    archive_entry_free(entry);
  }
  const int closed = archive_write_close(writer);
  archive_write_free(writer);
  if (closed != ARCHIVE_OK) throw std::runtime_error("the test's archive could not be made");
  buffer.resize(used);
  return buffer;
}

// `filter` is "xz" or "gzip".
inline std::string compressed(const std::string& text, const char* filter) {
  return archived({{"data", text}}, [&](struct archive* writer) {
    archive_write_set_format_raw(writer);
    archive_write_add_filter_by_name(writer, filter);
  });
}

inline std::string zipped(const std::vector<std::pair<std::string, std::string>>& files) {
  return archived(files, [](struct archive* writer) { archive_write_set_format_zip(writer); });
}

}  // namespace linnet::test
