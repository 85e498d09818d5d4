// `linnet preprocess`: a table of data sets becomes examples.jsonl, labels.json and report.json.
#pragma once

#include <CLI/CLI.hpp>

namespace linnet::preprocess {

void add_verb(CLI::App& parent);

}  // namespace linnet::preprocess
