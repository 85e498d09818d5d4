// Which records the user wants.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "native/scrape/record.h"
#include "native/scrape/script_share.h"

namespace CLI {
class App;
}

namespace linnet::scrape {

struct FilterOptions {
  std::size_t min_description = 0;  // characters (code points) of the description without markup
  std::size_t min_tags = 1;
  std::vector<std::string> scripts;  // empty: all
  double script_share = 0.8;         // of the letters of title, subtitle and description
  std::string since;                 // see parse_update_time(); empty: all

  // --min-description, --min-tags, --script, --script-share, --since.
  void add_to(CLI::App& verb);
};

class RecordFilter {
 public:
  // Throws Error(kInvalidArgument) where a script or the time is none.
  explicit RecordFilter(const FilterOptions& options);

  // A record whose time of update is not known passes `since`.
  bool keeps(const Record& record) const;

 private:
  std::size_t min_description_;
  std::size_t min_tags_;
  std::optional<Scripts> scripts_;
  double script_share_;
  std::optional<UpdateTime> since_;
};

}  // namespace linnet::scrape
