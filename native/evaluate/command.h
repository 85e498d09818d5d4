// `linnet evaluate`: how good a model is on a split, beside the trivial answers.
#pragma once

namespace CLI {
class App;
}

namespace linnet::evaluate {

void add_verb(CLI::App& parent);

}  // namespace linnet::evaluate
