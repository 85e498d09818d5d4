#pragma once

namespace CLI {
class App;
}

namespace linnet::average {

// `linnet average`: the mean of several checkpoints' weights.
void add_verb(CLI::App& parent);

}  // namespace linnet::average
