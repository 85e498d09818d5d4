// Verbs that need libtorch live in a second program, so that the others start in milliseconds and
// build without it. `linnet` lists them and hands its arguments over.
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace linnet {

// Adds `name` to `parent`; when given, replaces this process by the program `linnet-torch` beside
// it with the same arguments. The callback throws Error(kNotFound) where that program was not
// built.
void add_torch_verb(CLI::App& parent, const std::string& name, const std::string& description,
                    char** argv);

}  // namespace linnet
