// `linnet tokenize`: examples and running text become shards that the trainers read.
#pragma once

namespace CLI {
class App;
}

namespace linnet::tokenize {

void add_verb(CLI::App& parent);

}  // namespace linnet::tokenize
