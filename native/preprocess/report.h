// What preprocessing did, as JSON for programs and as a table for people.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "native/preprocess/preprocess.h"

namespace linnet::preprocess {

// {"steps": [{"step","rows","dropped"}], "splits": {...}, "labels": {name: {split: rows}}, ...}
nlohmann::ordered_json report_json(const Options& options, const Result& result);

// The steps and the splits, one a line, numbers aligned.
std::string report_table(const nlohmann::ordered_json& report);

}  // namespace linnet::preprocess
