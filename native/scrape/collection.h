// What every source that asks a server works with, and how its verb begins and ends.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "native/fetch/fetcher.h"
#include "native/scrape/events.h"
#include "native/scrape/journal.h"
#include "native/scrape/output_options.h"
#include "native/scrape/update_time.h"

namespace CLI {
class App;
}

namespace linnet::scrape {

struct Collection {
  fetch::Fetcher& fetcher;
  Journal& journal;
  Events& events;
};

struct CollectionOptions {
  OutputOptions output = {};
  std::string base_url = {};
  std::string since = {};  // as parse_update_time() reads it; "" for all
  std::size_t limit = 0;   // data sets; 0 for all
  double rate = 1;         // requests a second, at most
  std::string contact = {};
  bool ignore_robots = false;

  // Throws Error(kInvalidArgument) where `since` is no date.
  std::optional<UpdateTime> since_time() const;
};

// --since, --limit, --rate, --contact, --ignore-robots; and --base-url where the options hold a
// default for it. Those of `output` are left to the verb.
void add_collection_options(CLI::App& verb, CollectionOptions& options);

// How much of what there is was collected, and one line about it for people.
struct Collected {
  Ending ending = Ending::kComplete;
  std::string summary;
  bool go_on = false;  // where partial: the same command would get further
};

struct CollectionRun {
  std::string what;        // "listing"
  std::string unit;        // "data sets"
  std::string key_advice;  // what to do about 401 and 403
  std::function<Collected(Collection&)> work;
  std::function<void(const Journal&)> write_tables;
};

// Does the work with a fetcher, the journal in `options.output` and events on stdout, and ends as
// the house does: throws CLI::RuntimeError with kExitPartial where not all was collected,
// kExitFailed where the server or network ended it, 128 + SIGINT or SIGTERM where the user did; in
// all these cases the tables are written from what is there, and the command that goes on is told.
// `verb` is the subcommand as parsed. The warning, where there is one, is told first.
void run_collection(const CLI::App& verb, const CollectionOptions& options,
                    const CollectionRun& run, const std::string& warning = {});

// "linnet scrape kaggle urls -o out --limit 5": the options that were given, quoted for a shell.
std::string command_line(const CLI::App& verb);

}  // namespace linnet::scrape
