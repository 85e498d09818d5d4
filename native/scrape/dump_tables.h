// The tables of a dump, wherever and however compressed they lie.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace linnet::scrape {

struct DumpTable {
  std::filesystem::path file;
  std::string member;  // the table's name within an archive: "Datasets.csv"
};

// The file of the table `name` ("Datasets") of a dump, which is a folder or a zip archive. Nothing
// where a folder has none; an archive is not looked into.
std::optional<DumpTable> find_table(const std::filesystem::path& dump, std::string_view name);

// As above; throws Error(kNotFound) that says what was looked for.
DumpTable require_table(const std::filesystem::path& dump, std::string_view name);

}  // namespace linnet::scrape
