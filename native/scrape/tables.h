// The two tables that the rest of Linnet reads, made from a journal.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "native/scrape/journal.h"
#include "native/scrape/tag_names.h"

namespace linnet::scrape {

// Both tables appear whole or not at all, and the same journal gives the same bytes. Both throw
// Error(kFailed) naming the file.

// `url`: the addresses in byte order, each once.
void write_url_table(const std::filesystem::path& path, std::vector<std::string> urls);

// `title,url,description,categories` by address. The description opens with the subtitle, where
// there is one that it does not open with anyway; categories are the tags under `names`, parted by
// commas. Returns the rows written.
std::size_t write_info_table(const std::filesystem::path& path, const Journal& journal,
                             const TagNames& names);

}  // namespace linnet::scrape
