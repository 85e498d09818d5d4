// `linnet scrape croissant`: descriptions that Kaggle serves for machines, without a key.
#pragma once

namespace CLI {
class App;
}

namespace linnet::scrape {

void add_croissant(CLI::App& scrape);

}  // namespace linnet::scrape
