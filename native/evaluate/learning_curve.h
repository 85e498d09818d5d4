// F1 against the share of the train rows that was learned from, as measured run by run.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace linnet::evaluate {

struct LearningPoint {
  double share = 0;  // of the train rows, over 0 and at most 1
  std::size_t rows = 0;
  std::string model;
  double micro_f1 = 0;
  std::optional<double> macro_f1;
};

// A CSV file with the columns share, rows, model and micro_f1, and macro_f1 where it is known.
// Sorted by share, else in the order of the file. Throws Error(kInvalidFormat) that names the line
// where a number is missing or out of its range.
std::vector<LearningPoint> read_learning_curve(const std::filesystem::path& path);

}  // namespace linnet::evaluate
