// Reading and writing of decision rules.
#include "core/decision_json.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/strict_json.h"

namespace linnet {
namespace {

// A double of few decimals that is the same float, so that 0.3f is written 0.3.
double shortest_equal(float value) {
  double power = 1e4;
  for (int digits = 4; digits <= 10; ++digits, power *= 10) {
    const double rounded = std::round(static_cast<double>(value) * power) / power;
    if (static_cast<float>(rounded) == value) return rounded;
  }
  return value;
}

double to_four_decimals(double value) { return std::round(value * 1e4) / 1e4; }

}  // namespace

DecisionRule read_decision(const JsonField& field) {
  field.allow_only({"calibration", "thresholds", "max_tags", "instant_weight", "title_shift",
                    "operating_points", "clear_group", "evidence"});
  DecisionRule rule;
  const JsonField calibration = field.at("calibration");
  calibration.allow_only({"scale", "bias"});
  rule.calibration.scale = calibration.at("scale").number();
  rule.calibration.bias = calibration.at("bias").number();
  const JsonField thresholds = field.at("thresholds");
  rule.thresholds.reserve(thresholds.size());
  for (std::size_t i = 0; i < thresholds.size(); ++i) {
    rule.thresholds.push_back(static_cast<float>(thresholds.element(i).number()));
  }
  rule.max_tags = static_cast<std::size_t>(field.at("max_tags").natural());
  if (const auto weight = field.find("instant_weight")) rule.instant_weight = weight->number();
  if (const auto shift = field.find("title_shift")) rule.title_shift = shift->number();
  if (const auto points = field.find("operating_points")) {
    for (std::size_t i = 0; i < points->size(); ++i) {
      const JsonField point = points->element(i);
      point.allow_only({"shift", "precision", "recall", "tags_per_row"});
      rule.operating_points.push_back({point.at("shift").number(), point.at("precision").number(),
                                       point.at("recall").number(),
                                       point.at("tags_per_row").number()});
    }
  }
  if (const auto group = field.find("clear_group")) {
    group->allow_only({"shift", "precision", "recall"});
    rule.clear_group = {group->at("shift").number(), group->at("precision").number(),
                        group->at("recall").number()};
  }
  if (const auto evidence = field.find("evidence")) {
    evidence->allow_only({"rows", "graded"});
    rule.evidence = {static_cast<std::size_t>(evidence->at("rows").natural()),
                     evidence->at("graded").boolean()};
  }
  try {
    Decision checked(rule);
  } catch (const Error& error) {
    field.fail(error.what());
  }
  return rule;
}

nlohmann::ordered_json write_decision(const DecisionRule& rule) {
  auto thresholds = nlohmann::ordered_json::array();
  for (const float threshold : rule.thresholds) thresholds.push_back(shortest_equal(threshold));
  nlohmann::ordered_json json{
      {"calibration", {{"scale", rule.calibration.scale}, {"bias", rule.calibration.bias}}},
      {"thresholds", std::move(thresholds)},
      {"max_tags", rule.max_tags}};
  if (rule.instant_weight != 0) json["instant_weight"] = rule.instant_weight;
  if (rule.title_shift != 0) json["title_shift"] = to_four_decimals(rule.title_shift);
  if (rule.clear_group) {
    json["clear_group"] = {{"shift", to_four_decimals(rule.clear_group->shift)},
                           {"precision", to_four_decimals(rule.clear_group->precision)},
                           {"recall", to_four_decimals(rule.clear_group->recall)}};
  }
  if (rule.evidence) {
    json["evidence"] = {{"rows", rule.evidence->rows}, {"graded", rule.evidence->graded}};
  }
  if (rule.operating_points.empty()) return json;
  auto& points = json["operating_points"] = nlohmann::ordered_json::array();
  for (const OperatingPoint& point : rule.operating_points) {
    points.push_back({{"shift", point.shift},
                      {"precision", to_four_decimals(point.precision)},
                      {"recall", to_four_decimals(point.recall)},
                      {"tags_per_row", to_four_decimals(point.tags_per_row)}});
  }
  return json;
}

DecisionRule parse_decision(std::string_view json, std::string_view what) {
  const auto document = parse_json(json, what);
  return read_decision(JsonField(document, std::string(what) + ":"));
}

std::string decision_to_json(const DecisionRule& rule) {
  return write_decision(rule).dump(2) + "\n";
}

}  // namespace linnet
