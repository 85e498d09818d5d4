// `linnet classify`: the tags of one text, or of every row of CSV or JSON Lines.
#pragma once

namespace CLI {
class App;
}

namespace linnet::classify {

void add_verb(CLI::App& parent);

}  // namespace linnet::classify
