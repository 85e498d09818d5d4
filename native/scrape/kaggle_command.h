// `linnet scrape kaggle urls|info`: Kaggle's public API, with the user's own key.
#pragma once

namespace CLI {
class App;
}

namespace linnet::scrape {

void add_kaggle(CLI::App& scrape);

}  // namespace linnet::scrape
