// `linnet scrape`: catalogues of data sets become dataset_urls.csv and dataset_info.csv.
#pragma once

#include <CLI/CLI.hpp>

namespace linnet::scrape {

void add_verb(CLI::App& parent);

}  // namespace linnet::scrape
