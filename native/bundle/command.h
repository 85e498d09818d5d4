// `linnet bundle` makes the folder that the page and `linnet classify` read; `linnet verify` checks
// one.
#pragma once

namespace CLI {
class App;
}

namespace linnet::bundle {

void add_verb(CLI::App& parent);  // both verbs

}  // namespace linnet::bundle
