#include "native/scrape/record_filter.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "core/error.h"

namespace linnet::scrape {
namespace {

std::size_t characters(std::string_view utf8) {
  return static_cast<std::size_t>(std::count_if(utf8.begin(), utf8.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

}  // namespace

void FilterOptions::add_to(CLI::App& verb) {
  verb.add_option("--min-description", min_description,
                  "Only data sets whose description has this many characters; 1: any description");
  verb.add_option("--min-tags", min_tags, "Only data sets with this many tags")
      ->capture_default_str();
  CLI::Option* script = verb.add_option(
      "--script", scripts, "Only data sets written in this script, such as latin; may be repeated");
  verb.add_option("--script-share", script_share,
                  "The share of the letters that must be in --script")
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str()
      ->needs(script);
  verb.add_option("--since", since,
                  "Only data sets that changed at this time or later: 2024-05-31 or "
                  "2024-05-31T10:20:30Z");
}

RecordFilter::RecordFilter(const FilterOptions& options)
    : min_description_(options.min_description),
      min_tags_(options.min_tags),
      script_share_(options.script_share) {
  if (!options.scripts.empty()) scripts_.emplace(options.scripts);
  if (options.since.empty()) return;
  since_ = parse_update_time(options.since);
  if (!since_) {
    throw Error(ErrorCode::kInvalidArgument,
                "--since " + options.since + ": is no time such as 2024-05-31");
  }
}

bool RecordFilter::keeps(const Record& record) const {
  if (record.tags().size() < min_tags_) return false;
  if (since_ && record.updated() && *record.updated() < *since_) return false;
  if (min_description_ > 0 && characters(record.description()) < min_description_) return false;
  if (!scripts_) return true;
  return scripts_->share(record.title() + "\n" + record.subtitle() + "\n" + record.description()) >=
         script_share_;
}

}  // namespace linnet::scrape
