// Data sets asked for one by one, by the addresses of a list.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "native/scrape/collection.h"
#include "native/scrape/kaggle_address.h"
#include "native/scrape/record.h"

namespace linnet::scrape {

// A server's answer about one data set: where to ask, and how to read it.
struct ItemSource {
  std::string name;           // RecordFields::source
  std::string authorization;  // a secret; "" for none
  std::function<std::string(const KaggleName&)> address;
  std::function<RecordFields(std::string_view text, std::string_view what, const KaggleName&)>
      parse;
};

struct ItemRequest {
  std::vector<std::string> urls;
  std::map<std::string, std::string> listed;  // when a listing says that they last changed
  std::optional<UpdateTime> since;
  std::size_t limit = 0;        // of the list, the first so many; 0 for all
  bool retry_rejected = false;  // ask again for what was rejected before
};

// Journals each data set under its own address. What the journal has is asked for again only where
// the listing says that it changed since; private and missing ones and those without title or tags
// are rejected; what had no answer is told as broken and makes the end partial. Throws as
// Fetcher::get() does.
Collected collect_items(const ItemSource& source, const ItemRequest& request,
                        Collection& collection);

// The column `url` of a CSV table. Throws Error(kNotFound) where the file or the column is missing,
// Error(kInvalidFormat) naming a line that is no CSV.
std::vector<std::string> read_url_list(const std::filesystem::path& path);

}  // namespace linnet::scrape
