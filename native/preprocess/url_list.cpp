#include "native/preprocess/url_list.h"

#include "core/ascii.h"
#include "native/input/table.h"

namespace linnet::preprocess {

UrlListCounts count_url_list(const std::filesystem::path& list, const SeenUrls& table,
                             const std::function<void(const std::string& message)>& on_bad_row) {
  UrlListCounts counts;
  SeenUrls listed;
  TableEvents events;
  events.on_row = [&](std::vector<std::string>& fields, std::size_t) {
    ++counts.rows;
    const std::string_view url = trimmed(fields[0]);
    if (url.empty()) {
      ++counts.empty;
    } else if (listed.insert(url) && table.contains(url)) {
      ++counts.covered;
    }
  };
  events.on_bad_row = on_bad_row;
  counts.bad_rows = read_table(list, {.required = {"url"}, .optional = {}}, events).bad_rows;
  counts.distinct = listed.size();
  return counts;
}

}  // namespace linnet::preprocess
