// The walk through Kaggle's listing, which gives out no more than 500 pages of any query: by size
// window, sort order and tag, until the set stops growing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "native/scrape/collection.h"
#include "native/scrape/kaggle_reply.h"
#include "native/scrape/walk_log.h"

namespace linnet::scrape {

// One query of the listing.
struct KaggleSlice {
  std::string sort;
  std::string tag;                              // "" for all
  std::uint64_t min_bytes = 0;                  // of a data set's size
  std::optional<std::uint64_t> max_bytes = {};  // nothing: no end

  fetch::Query query() const;  // without the page
  std::string key() const;     // the same as text
  // The lower and the upper half, parted so that sizes of all orders of magnitude get their share;
  // nothing where the window holds a single size.
  std::optional<std::pair<KaggleSlice, KaggleSlice>> halves() const;
};

struct KaggleWalkOptions {
  std::string base_url;
  std::string authorization;
  std::vector<std::string> tags;  // walk these alone; empty for the whole catalogue
  std::optional<UpdateTime> since;
  std::size_t limit = 0;         // data sets; 0 for none
  std::size_t last_page = 500;   // that is given out
  std::size_t stale_pages = 25;  // without anything new end a slice that is read only to make sure

  std::string walk() const;  // names the walk for its log
};

// Lists what it finds in `log`. The key is tried on a data set's own address before the second
// page, since `list` answers 200 to a rejected one. Throws as Fetcher::get() does.
Collected walk_kaggle(const KaggleWalkOptions& options, WalkLog& log, Collection& collection);

}  // namespace linnet::scrape
