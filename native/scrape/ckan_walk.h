// The walk through a CKAN portal: all of package_search, page after page, oldest first, so that
// what is added on the way comes at the end.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "native/scrape/collection.h"
#include "native/scrape/walk_log.h"

namespace linnet::scrape {

struct CkanWalkOptions {
  std::string portal;      // its address, for example "https://open.canada.ca/data"
  std::size_t rows = 100;  // a page; portals give out at most 1,000
  std::optional<UpdateTime> since;
  std::size_t limit = 0;       // data sets; 0 for none
  std::size_t max_passes = 3;  // over the pages, where data sets vanish on the way

  std::string walk() const;  // names the walk for its log
};

// Journals each data set. Where fewer came than the portal counts, since pages shift when a data
// set vanishes, it walks again, until a pass finds nothing new. Throws as Fetcher::get() does.
Collected walk_ckan(const CkanWalkOptions& options, WalkLog& log, Collection& collection);

}  // namespace linnet::scrape
