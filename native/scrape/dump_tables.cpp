#include "native/scrape/dump_tables.h"

#include <system_error>

#include "core/error.h"

namespace linnet::scrape {
namespace {

constexpr std::string_view kEndings[] = {".csv", ".csv.gz", ".csv.xz", ".csv.zip", ".zip"};

}  // namespace

std::optional<DumpTable> find_table(const std::filesystem::path& dump, std::string_view name) {
  std::error_code error;
  const std::string member = std::string(name) + ".csv";
  if (std::filesystem::is_regular_file(dump, error)) return DumpTable{dump, member};
  for (const std::string_view ending : kEndings) {
    std::filesystem::path file = dump / (std::string(name) + std::string(ending));
    if (std::filesystem::exists(file, error)) return DumpTable{std::move(file), member};
  }
  return std::nullopt;
}

DumpTable require_table(const std::filesystem::path& dump, std::string_view name) {
  if (auto table = find_table(dump, name)) return std::move(*table);
  throw Error(ErrorCode::kNotFound, dump.string() + ": holds no " + std::string(name) +
                                        ".csv, also not as .csv.gz, .csv.xz, .csv.zip or .zip; "
                                        "fetch that table of the dump too");
}

}  // namespace linnet::scrape
