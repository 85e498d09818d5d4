// The metrics that a tier is shipped with, from the JSON of `linnet evaluate`.
#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace linnet::bundle {

struct TierMetrics {
  std::map<std::string, double> values;  // {"micro_f1", 0.43}, ...
  std::string data;                      // "valid of examples.jsonl, 286 rows, cross-validated"
};

// Throws Error(kInvalidFormat) that names the file where it is not such a JSON.
TierMetrics read_metrics(const std::filesystem::path& path);

}  // namespace linnet::bundle
