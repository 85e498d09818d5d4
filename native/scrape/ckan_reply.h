// A page of CKAN's package_search (docs.ckan.org, "API guide", action API version 3).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "native/scrape/record.h"

namespace linnet::scrape {

inline constexpr char kCkanSource[] = "ckan";

struct CkanPage {
  std::uint64_t total = 0;            // data sets that match, on all pages
  std::uint64_t size = 0;             // on this page, broken ones included
  std::vector<RecordFields> records;  // their address is portal/dataset/NAME
  std::vector<Rejection> faults;      // data sets that cannot be read, each with its reason
};

// `portal` is the portal's address without a last slash; `what` (the URL) opens messages. Throws
// Error(kInvalidFormat) naming the field where the text is no such page or says "success": false.
CkanPage parse_ckan_page(std::string_view text, std::string_view what, std::string_view portal);

}  // namespace linnet::scrape
