// `linnet scrape ckan URL`: any data portal that runs CKAN.
#pragma once

namespace CLI {
class App;
}

namespace linnet::scrape {

void add_ckan(CLI::App& scrape);

}  // namespace linnet::scrape
