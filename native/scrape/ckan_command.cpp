#include "native/scrape/ckan_command.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "native/scrape/ckan_walk.h"
#include "native/scrape/collection.h"
#include "native/scrape/tables.h"

namespace linnet::scrape {
namespace {

struct CkanArguments {
  CollectionOptions collection;
  std::string portal;
  std::size_t rows = 100;
};

void run_ckan(const CLI::App& verb, const CkanArguments& arguments) {
  const CollectionOptions& collection_options = arguments.collection;
  CkanWalkOptions options;
  options.portal = arguments.portal;
  options.rows = arguments.rows;
  options.since = collection_options.since_time();
  options.limit = collection_options.limit;
  const TagNames names = collection_options.output.tag_names();
  WalkLog log(collection_options.output.folder, options.walk());
  const CollectionRun collection_run{
      .what = "reading",
      .unit = "data sets",
      .key_advice = "the portal is not open to everyone: ask its operator",
      .work = [&](Collection& collection) { return walk_ckan(options, log, collection); },
      .write_tables =
          [&](const Journal& journal) {
            write_url_table(collection_options.output.url_table(), journal.urls());
            write_info_table(collection_options.output.info_table(), journal, names);
          }};
  run_collection(verb, collection_options, collection_run);
}

}  // namespace

void add_ckan(CLI::App& scrape) {
  auto arguments = std::make_shared<CkanArguments>();
  CLI::App* verb = scrape.add_subcommand(
      "ckan",
      "Read all data sets of a CKAN portal into dataset_info.csv and dataset_urls.csv.\n"
      "Tags are the portal's tags and groups. Where the portal's robots.txt keeps programs out of\n"
      "/api/, ask the operator, and with their leave give --ignore-robots.");
  verb->add_option("portal,--base-url", arguments->portal,
                   "The portal's address, for example https://demo.ckan.org")
      ->required();
  arguments->collection.output.add_to(*verb);
  add_collection_options(*verb, arguments->collection);
  verb->add_option("--rows", arguments->rows, "Data sets a request")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  verb->footer(
      "Exit codes: 0 complete, 3 partial, 1 failed, 130 stopped by Ctrl-C; the same command goes "
      "on.\n"
      "Example:\n"
      "  linnet scrape ckan https://demo.ckan.org -o collected --contact mailto:me@example.org");
  verb->callback([verb, arguments] { run_ckan(*verb, *arguments); });
}

}  // namespace linnet::scrape
