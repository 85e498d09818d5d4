#include "native/bundle/metrics_file.h"

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "native/files/files.h"

namespace linnet::bundle {

TierMetrics read_metrics(const std::filesystem::path& path) {
  try {
    const auto json = nlohmann::json::parse(read_file(path));
    TierMetrics metrics;
    metrics.values = json.at("metrics").get<std::map<std::string, double>>();
    const bool graded = json.value("graded", false);
    if (graded)
      metrics.values.merge(json.at("graded_metrics").get<std::map<std::string, double>>());
    metrics.data = json.at("data").get<std::string>() + ", " +
                   std::to_string(json.at("rows").get<std::size_t>()) + " rows";
    if (graded) metrics.data += " graded by readers";
    if (json.value("cross_validated", false)) metrics.data += ", thresholds cross-validated";
    return metrics;
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::kInvalidFormat,
                path.string() + ": not the JSON of `linnet evaluate`: " + error.what());
  }
}

}  // namespace linnet::bundle
