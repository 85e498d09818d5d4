// `linnet train detector`: tells texts about data sets from texts of other kinds.
#pragma once

namespace CLI {
class App;
}

namespace linnet::train_detector {

void add_verb(CLI::App& train_group);

}  // namespace linnet::train_detector
