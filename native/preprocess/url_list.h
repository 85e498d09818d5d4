// How much of a list of URLs a table of data sets covers.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

#include "native/preprocess/url_key.h"

namespace linnet::preprocess {

struct UrlListCounts {
  std::size_t rows = 0;      // of the list
  std::size_t empty = 0;     // rows without a URL
  std::size_t distinct = 0;  // pages listed
  std::size_t covered = 0;   // of these, in the table
  std::size_t bad_rows = 0;  // not CSV; told to on_bad_row
};

// Reads a CSV table with the column "url" (plain or compressed) and compares it with `table`.
// Throws what read_table() throws.
UrlListCounts count_url_list(const std::filesystem::path& list, const SeenUrls& table,
                             const std::function<void(const std::string& message)>& on_bad_row);

}  // namespace linnet::preprocess
