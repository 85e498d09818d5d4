#include "native/scrape/croissant_command.h"

#include <CLI/CLI.hpp>
#include <memory>

#include "core/error.h"
#include "native/fetch/url.h"
#include "native/scrape/collection.h"
#include "native/scrape/croissant_reply.h"
#include "native/scrape/item_collection.h"
#include "native/scrape/tables.h"

namespace linnet::scrape {
namespace {

constexpr char kNotice[] =
    "Kaggle's terms restrict automated access to its pages. Use this source only where Kaggle has "
    "given you permission; `linnet scrape kaggle` (with your own key) and `linnet scrape "
    "meta-kaggle` (a dump made for this) need none.";

struct CroissantArguments {
  CollectionOptions collection{.base_url = "https://www.kaggle.com"};
  std::filesystem::path input;
  bool permission = false;
  bool retry_rejected = false;
};

void run_croissant(const CLI::App& verb, const CroissantArguments& arguments) {
  if (!arguments.permission) {
    throw Error(ErrorCode::kInvalidArgument,
                std::string(kNotice) + " With permission, give --i-have-permission.");
  }
  const CollectionOptions& options = arguments.collection;
  const ItemSource source{.name = kCroissantSource,
                          .authorization = "",
                          .address =
                              [base = options.base_url](const KaggleName& name) {
                                return fetch::url_with(
                                    base, "/datasets/" + name.path() + "/croissant/download", {});
                              },
                          .parse = parse_croissant};
  const TagNames names = options.output.tag_names();
  ItemRequest request;
  request.urls = read_url_list(arguments.input);
  request.since = options.since_time();
  request.limit = options.limit;
  request.retry_rejected = arguments.retry_rejected;
  const CollectionRun collection_run{
      .what = "reading",
      .unit = "data sets",
      .key_advice =
          "Kaggle does not let you in without a key: stop, and use `linnet scrape kaggle`",
      .work = [&](Collection& collection) { return collect_items(source, request, collection); },
      .write_tables =
          [&](const Journal& journal) {
            write_info_table(options.output.info_table(), journal, names);
          }};
  run_collection(verb, options, collection_run, kNotice);
}

}  // namespace

void add_croissant(CLI::App& scrape) {
  auto arguments = std::make_shared<CroissantArguments>();
  CLI::App* verb = scrape.add_subcommand(
      "croissant",
      "Read the Croissant descriptions of a list of Kaggle data sets into dataset_info.csv.\n"
      "No key. Off unless --i-have-permission is given: Kaggle's terms restrict automated\n"
      "access.");
  arguments->collection.output.add_to(*verb);
  add_collection_options(*verb, arguments->collection);
  verb->add_option("-i,--input", arguments->input, "CSV with the column url")->required();
  verb->add_flag("--i-have-permission", arguments->permission,
                 "Kaggle has permitted you this automated access");
  verb->add_flag("--retry-rejected", arguments->retry_rejected,
                 "Ask again for what was rejected before");
  verb->footer(
      "Exit codes: 0 complete, 3 partial, 1 failed, 130 stopped by Ctrl-C; the same command goes "
      "on.\n"
      "Example:\n"
      "  linnet scrape croissant -i dataset_urls.csv -o collected --i-have-permission "
      "--contact mailto:me@example.org");
  verb->callback([verb, arguments] { run_croissant(*verb, *arguments); });
}

}  // namespace linnet::scrape
