// `linnet scrape meta-kaggle`
#pragma once

#include <CLI/CLI.hpp>

namespace linnet::scrape {

void add_meta_kaggle(CLI::App& scrape);

}  // namespace linnet::scrape
