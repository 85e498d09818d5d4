#include "native/scrape/command.h"

#include <CLI/CLI.hpp>

#include "native/scrape/ckan_command.h"
#include "native/scrape/croissant_command.h"
#include "native/scrape/kaggle_command.h"
#include "native/scrape/meta_kaggle_command.h"

namespace linnet::scrape {

void add_verb(CLI::App& parent) {
  CLI::App* scrape = parent.add_subcommand(
      "scrape",
      "Collect titles, descriptions and tags of data sets from catalogues.\n"
      "Every source writes the same two tables, dataset_urls.csv and dataset_info.csv, beside a\n"
      "journal from which a run that was stopped goes on.");
  scrape->require_subcommand(1);
  scrape->footer(
      "Which source, in this order:\n"
      "  meta-kaggle  first: Kaggle's whole catalogue in files that Kaggle publishes; no request\n"
      "               for each data set\n"
      "  kaggle       for what is newer than the dump: Kaggle's public API, with your own key\n"
      "  ckan         for other catalogues: any data portal that runs CKAN\n"
      "  croissant    last: Kaggle's pages for machines, without a key, but only with Kaggle's\n"
      "               permission\n"
      "Not everything is a record: what lacks a title or tags stands in rejected.jsonl, with the\n"
      "reason. Exit codes: 0 complete, 3 partial (run it again), 1 failed, 2 wrong input.\n"
      "Then: linnet preprocess -i FOLDER/dataset_info.csv -o run/data");
  add_meta_kaggle(*scrape);
  add_kaggle(*scrape);
  add_ckan(*scrape);
  add_croissant(*scrape);
}

}  // namespace linnet::scrape
