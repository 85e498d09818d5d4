#pragma once

namespace CLI {
class App;
}

namespace linnet::train_embeddings {

void add_verb(CLI::App& group);

}  // namespace linnet::train_embeddings
