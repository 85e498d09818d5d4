// `linnet train network`.
#pragma once

namespace CLI {
class App;
}

namespace linnet::train_network {

void add_verb(CLI::App& group);

}  // namespace linnet::train_network
