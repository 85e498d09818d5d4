// `linnet preprocess`: a table of data sets becomes examples.jsonl, labels.json and report.json.
#pragma once

namespace CLI {
class App;
}

namespace linnet::preprocess {

void add_verb(CLI::App& parent);

}  // namespace linnet::preprocess
