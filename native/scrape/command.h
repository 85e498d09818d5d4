// `linnet scrape`: catalogues of data sets become dataset_urls.csv and dataset_info.csv.
#pragma once

namespace CLI {
class App;
}

namespace linnet::scrape {

void add_verb(CLI::App& parent);

}  // namespace linnet::scrape
