// `linnet train linear`: the instant tier from shards.
#pragma once

namespace CLI {
class App;
}

namespace linnet::train_linear {

void add_verb(CLI::App& train_group);

}  // namespace linnet::train_linear
