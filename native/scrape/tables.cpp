#include "native/scrape/tables.h"

#include <algorithm>

#include "core/csv.h"
#include "native/files/files.h"

namespace linnet::scrape {
namespace {

std::string full_description(const Record& record) {
  if (record.subtitle().empty() || record.description().starts_with(record.subtitle())) {
    return record.description();
  }
  if (record.description().empty()) return record.subtitle();
  return record.subtitle() + "\n" + record.description();
}

std::string joined(const std::vector<std::string>& tags) {
  std::string list;
  for (const std::string& tag : tags) {
    if (!list.empty()) list += ",";
    list += tag;
  }
  return list;
}

}  // namespace

void write_url_table(const std::filesystem::path& path, std::vector<std::string> urls) {
  std::sort(urls.begin(), urls.end());
  urls.erase(std::unique(urls.begin(), urls.end()), urls.end());
  AtomicFile file(path);
  file.write(csv_record({"url"}));
  for (const std::string& url : urls) file.write(csv_record({url}));
  file.commit();
}

std::size_t write_info_table(const std::filesystem::path& path, const Journal& journal,
                             const TagNames& names) {
  AtomicFile file(path);
  file.write(csv_record({"title", "url", "description", "categories"}));
  std::size_t rows = 0;
  journal.for_each([&](const Record& record) {
    file.write(csv_record({record.title(), record.url(), full_description(record),
                           joined(names.apply(record.tags()))}));
    ++rows;
  });
  file.commit();
  return rows;
}

}  // namespace linnet::scrape
