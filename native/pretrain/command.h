// `linnet pretrain`.
#pragma once

namespace CLI {
class App;
}

namespace linnet::pretrain {

void add_verb(CLI::App& parent);

}  // namespace linnet::pretrain
