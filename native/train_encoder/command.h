// `linnet train encoder`.
#pragma once

namespace CLI {
class App;
}

namespace linnet::train_encoder {

void add_verb(CLI::App& train);  // `train` is the group

}  // namespace linnet::train_encoder
