// `linnet tokenizer train`: a SentencePiece model from examples and running text.
#pragma once

namespace CLI {
class App;
}

namespace linnet::tokenizer {

void add_verb(CLI::App& parent);  // adds the group `tokenizer` with its verbs

}  // namespace linnet::tokenizer
