// The log of a run, one CSV row a stretch of steps or an evaluation, and the curves drawn from it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace linnet {

struct LogRow {
  std::int64_t step = 0;                    // optimiser steps done
  double epoch = 0;                         // passes over the data done
  std::optional<double> loss;               // mean over the steps since the row before
  std::optional<double> rate;               // of the last of these steps
  std::optional<double> tokens_per_second;  // over these steps
  std::map<std::string, double> valid;      // metrics, by their column's name; {} for none
};

class TrainingLog {
 public:
  // Opens `path`; rows of a former part of the run up to `keep_steps` stay, later ones go. -1 keeps
  // none. `metrics` name the columns that LogRow::valid may fill. Throws Error(kInvalidFormat)
  // where a log to be kept has other columns.
  TrainingLog(std::filesystem::path path, std::vector<std::string> metrics,
              std::int64_t keep_steps);

  void add(LogRow row);  // appends a line and flushes it
  const std::vector<LogRow>& rows() const { return rows_; }

  // Writes loss.svg, rate.svg and valid.svg (all metrics but "valid_loss", which is drawn beside
  // the training loss) into the folder.
  void draw(const std::filesystem::path& folder) const;

 private:
  std::string line(const LogRow& row) const;
  std::filesystem::path path_;
  std::vector<std::string> metrics_;
  std::vector<LogRow> rows_;
};

}  // namespace linnet
