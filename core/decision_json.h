// The decision rule as JSON, the shape of decision.json and of `decision` in manifest.json:
// {"calibration": {"scale", "bias"}, "thresholds": [...], "max_tags": N, "instant_weight": W}
// (the last one only where it is not 0)
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "core/decision.h"

namespace linnet {

class JsonField;

// Throws Error(kInvalidFormat) that names the field, also where Decision would refuse the rule.
// `what` opens the messages: the file's name, for example.
DecisionRule parse_decision(std::string_view json, std::string_view what = "decision.json");
std::string decision_to_json(const DecisionRule& rule);

// The same within a larger document.
DecisionRule read_decision(const JsonField& field);
nlohmann::ordered_json write_decision(const DecisionRule& rule);

}  // namespace linnet
