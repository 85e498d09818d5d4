// `linnet scrape meta-kaggle`
#pragma once

namespace CLI {
class App;
}

namespace linnet::scrape {

void add_meta_kaggle(CLI::App& scrape);

}  // namespace linnet::scrape
