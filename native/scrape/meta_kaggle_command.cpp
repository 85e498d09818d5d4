#include "native/scrape/meta_kaggle_command.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "native/scrape/events.h"
#include "native/scrape/journal.h"
#include "native/scrape/meta_kaggle.h"
#include "native/scrape/output_options.h"
#include "native/scrape/record_filter.h"
#include "native/scrape/tables.h"

namespace linnet::scrape {
namespace {

struct Arguments {
  MetaKaggleOptions source;
  FilterOptions filter;
  OutputOptions output;
};

void run(const Arguments& arguments) {
  const TagNames names = arguments.output.tag_names();
  const RecordFilter filter(arguments.filter);
  const std::uint64_t total_bytes = meta_kaggle_bytes(arguments.source);
  Journal journal(arguments.output.folder);
  Events events(arguments.output.json, std::cout, "meta-kaggle", total_bytes >> 20, "MB");

  const auto reject = [&](const Rejection& rejection) {
    journal.reject(rejection);
    events.rejected(rejection);
  };
  MetaKaggleEvents on;
  on.on_fields = [&](const RecordFields& fields) {
    const auto checked = Record::check(fields);
    if (const auto* rejection = std::get_if<Rejection>(&checked)) return reject(*rejection);
    const Record& record = std::get<Record>(checked);
    if (!filter.keeps(record)) return events.filtered();
    events.recorded(journal.add(record));
  };
  on.on_rejected = reject;
  on.on_broken = [&](const std::string& message) { events.broken(message); };
  on.on_progress = [&](std::uint64_t bytes) { events.progress(bytes >> 20); };
  read_meta_kaggle(arguments.source, on);
  journal.sync();

  write_info_table(arguments.output.info_table(), journal, names);
  write_url_table(arguments.output.url_table(), journal.urls());
  const bool complete = events.counts().broken == 0;
  const int code =
      complete ? events.end(Ending::kComplete)
               : events.end(Ending::kPartial,
                            "Some rows were no CSV and were skipped; fetch those tables again.");
  if (code != 0) throw CLI::RuntimeError(code);
}

}  // namespace

void add_meta_kaggle(CLI::App& scrape) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* verb = scrape.add_subcommand(
      "meta-kaggle",
      "Kaggle's own dump of its catalogue (\"Meta Kaggle\"), from files that you have fetched.\n"
      "Needs Datasets.csv, DatasetVersions.csv, DatasetTags.csv, Tags.csv and Users.csv, and "
      "takes\n"
      "Organizations.csv for the data sets of organizations.");
  verb->add_option("dump", arguments->source.dump,
                   "Folder of the tables, each plain or as .gz, .xz or .zip; or one zip archive of "
                   "them all")
      ->required();
  verb->add_flag("--parent-tags", arguments->source.parent_tags,
                 "Tags bring the tags above them, but for the topmost");
  arguments->filter.add_to(*verb);
  arguments->output.add_to(*verb);
  verb->footer(
      "Asks nothing of the network. Exit code 3 means done, but rows that are no CSV were "
      "skipped.\n"
      "Example:\n"
      "  linnet scrape meta-kaggle meta-kaggle/ -o run/collected --min-description 40 "
      "--script latin");
  verb->callback([arguments] { run(*arguments); });
}

}  // namespace linnet::scrape
