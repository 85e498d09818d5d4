#include "native/evaluate/learning_curve.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "core/error.h"
#include "native/input/table.h"

namespace linnet::evaluate {
namespace {

double number(const std::string& field, double least, double most, const char* column,
              const std::string& place) {
  double value = 0;
  const char* end = field.data() + field.size();
  const auto [stop, error] = std::from_chars(field.data(), end, value);
  if (error != std::errc() || stop != end || !(value >= least && value <= most)) {
    throw Error(ErrorCode::kInvalidFormat,
                place + ": " + column + " is \"" + field + "\"; it must be a number from " +
                    std::to_string(least) + " to " + std::to_string(most));
  }
  return value;
}

}  // namespace

std::vector<LearningPoint> read_learning_curve(const std::filesystem::path& path) {
  constexpr double kMostRows = 1e12;
  std::vector<LearningPoint> points;
  TableEvents events;
  events.on_row = [&](std::vector<std::string>& fields, std::size_t line) {
    const std::string place = path.string() + ": line " + std::to_string(line);
    LearningPoint point;
    point.share = number(fields[0], 0, 1, "share", place);
    point.rows = static_cast<std::size_t>(number(fields[1], 0, kMostRows, "rows", place));
    point.model = std::move(fields[2]);
    point.micro_f1 = number(fields[3], 0, 1, "micro_f1", place);
    if (!fields[4].empty()) point.macro_f1 = number(fields[4], 0, 1, "macro_f1", place);
    points.push_back(std::move(point));
  };
  events.on_bad_row = [](const std::string& message) {
    throw Error(ErrorCode::kInvalidFormat, message);
  };
  read_table(path, {{"share", "rows", "model", "micro_f1"}, {"macro_f1"}}, events);
  if (points.empty()) throw Error(ErrorCode::kInvalidFormat, path.string() + ": has no rows");
  std::stable_sort(
      points.begin(), points.end(),
      [](const LearningPoint& a, const LearningPoint& b) { return a.share < b.share; });
  return points;
}

}  // namespace linnet::evaluate
