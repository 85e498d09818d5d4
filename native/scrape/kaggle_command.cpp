#include "native/scrape/kaggle_command.h"

#include <CLI/CLI.hpp>
#include <iterator>
#include <memory>
#include <system_error>

#include "native/fetch/url.h"
#include "native/scrape/collection.h"
#include "native/scrape/item_collection.h"
#include "native/scrape/kaggle_key.h"
#include "native/scrape/kaggle_walk.h"
#include "native/scrape/tables.h"

namespace linnet::scrape {
namespace {

constexpr char kFooter[] =
    "The key is KAGGLE_API_TOKEN, or KAGGLE_USERNAME with KAGGLE_KEY, or ~/.kaggle/kaggle.json.\n"
    "Exit codes: 0 complete, 3 partial, 1 failed, 130 stopped by Ctrl-C; the same command goes "
    "on.\n"
    "Example:\n";

struct KaggleArguments {
  CollectionOptions collection{.base_url = "https://www.kaggle.com"};
  std::vector<std::string> tags;
  std::filesystem::path input;
  std::string from = "view";
  bool retry_rejected = false;
};

std::string key_advice(const KaggleKey& key) {
  return "the key of " + key.origin +
         " is not accepted: make a new one on kaggle.com, under "
         "Settings, API, and do not try again with this one";
}

// What earlier runs listed: it stays, so that a walk with --since adds what changed.
std::vector<std::string> former_listing(const std::filesystem::path& table) {
  std::error_code error;
  if (!std::filesystem::exists(table, error)) return {};
  return read_url_list(table);
}

void write_listing(const std::filesystem::path& table, std::vector<std::string> urls,
                   const WalkLog& log) {
  auto listed = log.urls();
  urls.insert(urls.end(), std::make_move_iterator(listed.begin()),
              std::make_move_iterator(listed.end()));
  write_url_table(table, std::move(urls));
}

void run_urls(const CLI::App& verb, const KaggleArguments& arguments) {
  const KaggleKey key = find_kaggle_key(environment_variable);
  KaggleWalkOptions options;
  options.base_url = arguments.collection.base_url;
  options.authorization = key.authorization;
  options.tags = arguments.tags;
  options.since = arguments.collection.since_time();
  options.limit = arguments.collection.limit;
  const std::filesystem::path table = arguments.collection.output.url_table();
  const std::vector<std::string> former = former_listing(table);
  WalkLog log(arguments.collection.output.folder, options.walk());
  const CollectionRun run{
      .what = "listing",
      .unit = "data sets",
      .key_advice = key_advice(key),
      .work = [&](Collection& collection) { return walk_kaggle(options, log, collection); },
      .write_tables = [&](const Journal&) { write_listing(table, former, log); }};
  run_collection(verb, arguments.collection, run, key.warning);
}

ItemSource item_source(const KaggleArguments& arguments, const KaggleKey& key) {
  const std::string path = "/api/v1/datasets/" + arguments.from + "/";
  return {.name = kKaggleSource,
          .authorization = key.authorization,
          .address =
              [base = arguments.collection.base_url, path](const KaggleName& name) {
                return fetch::url_with(base, path + name.path(), {});
              },
          .parse = arguments.from == "view" ? parse_kaggle_view : parse_kaggle_metadata};
}

void run_info(const CLI::App& verb, const KaggleArguments& arguments) {
  const OutputOptions& output = arguments.collection.output;
  const TagNames names = output.tag_names();
  const KaggleKey key = find_kaggle_key(environment_variable);
  ItemRequest request;
  request.urls = read_url_list(arguments.input.empty() ? output.url_table() : arguments.input);
  request.listed = listed_updates(output.folder);
  request.since = arguments.collection.since_time();
  request.limit = arguments.collection.limit;
  request.retry_rejected = arguments.retry_rejected;
  const ItemSource source = item_source(arguments, key);
  const CollectionRun run{
      .what = "reading",
      .unit = "data sets",
      .key_advice = key_advice(key),
      .work = [&](Collection& collection) { return collect_items(source, request, collection); },
      .write_tables =
          [&](const Journal& journal) { write_info_table(output.info_table(), journal, names); }};
  run_collection(verb, arguments.collection, run, key.warning);
}

}  // namespace

void add_kaggle(CLI::App& scrape) {
  CLI::App* kaggle = scrape.add_subcommand(
      "kaggle", "Kaggle's public API, with your own key: first `urls`, then `info`");
  kaggle->require_subcommand(1);

  auto listing = std::make_shared<KaggleArguments>();
  CLI::App* urls = kaggle->add_subcommand(
      "urls",
      "List data sets into dataset_urls.csv.\n"
      "The listing gives out 500 pages of any query, so it is walked by size window, and then, as\n"
      "long as that finds more, by sort order and tag. Says at the end how complete the list is.");
  OutputOptions& output = listing->collection.output;
  urls->add_option(
          "-o,--output", output.folder,
          "Folder for the table and the walk's log; made where missing. Run again with the "
          "same one to go on")
      ->required();
  urls->add_flag("--json", output.json,
                 "Print events as JSON Lines on standard output, for scripts");
  add_collection_options(*urls, listing->collection);
  urls->add_option("--tags", listing->tags, "Walk these tags alone, parted by commas")
      ->delimiter(',');
  urls->footer(std::string(kFooter) +
               "  linnet scrape kaggle urls -o collected --tags economics --limit 2000 "
               "--contact mailto:me@example.org");
  urls->callback([urls, listing] { run_urls(*urls, *listing); });

  auto reading = std::make_shared<KaggleArguments>();
  CLI::App* info = kaggle->add_subcommand(
      "info",
      "Read title, description and tags of listed data sets into dataset_info.csv.\n"
      "What the folder's journal has is not asked for again, unless the listing says that it\n"
      "changed. What has no title or tags, or is private, goes to rejected.jsonl.");
  reading->collection.output.add_to(*info);
  add_collection_options(*info, reading->collection);
  info->add_option("-i,--input", reading->input,
                   "CSV with the column url; without it, dataset_urls.csv in the output folder");
  info->add_option("--from", reading->from,
                   "Ask datasets/view or datasets/metadata; the second does not say when a data "
                   "set changed")
      ->check(CLI::IsMember({"view", "metadata"}))
      ->capture_default_str();
  info->add_flag("--retry-rejected", reading->retry_rejected,
                 "Ask again for what was rejected before");
  info->footer(std::string(kFooter) +
               "  linnet scrape kaggle info -o collected --contact mailto:me@example.org");
  info->callback([info, reading] { run_info(*info, *reading); });
}

}  // namespace linnet::scrape
