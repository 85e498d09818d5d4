#include "native/training/training_log.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <utility>

#include "core/csv.h"
#include "core/error.h"
#include "native/chart/line_chart.h"
#include "native/files/files.h"

namespace linnet {
namespace {

constexpr char kValidLoss[] = "valid_loss";

// Enough digits that the same double comes back.
std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.17g", value);
  char shorter[32];
  std::snprintf(shorter, sizeof shorter, "%.9g", value);
  return std::strtod(shorter, nullptr) == value ? shorter : text;
}

std::string number(const std::optional<double>& value) { return value ? number(*value) : ""; }

std::optional<double> parse(const std::string& field) {
  if (field.empty()) return std::nullopt;
  return std::strtod(field.c_str(), nullptr);
}

std::vector<std::string> header(const std::vector<std::string>& metrics) {
  std::vector<std::string> names = {"step", "epoch", "loss", "rate", "tokens_per_second"};
  names.insert(names.end(), metrics.begin(), metrics.end());
  return names;
}

LogRow parse_row(const CsvRow& row, const std::vector<std::string>& metrics) {
  LogRow parsed;
  parsed.step = std::strtoll(row.fields[0].c_str(), nullptr, 10);
  parsed.epoch = parse(row.fields[1]).value_or(0);
  parsed.loss = parse(row.fields[2]);
  parsed.rate = parse(row.fields[3]);
  parsed.tokens_per_second = parse(row.fields[4]);
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    if (const auto value = parse(row.fields[5 + i])) parsed.valid[metrics[i]] = *value;
  }
  return parsed;
}

void draw_chart(const std::filesystem::path& path, const LineChart& chart) {
  write_file_atomic(path, to_svg(chart));
}

}  // namespace

TrainingLog::TrainingLog(std::filesystem::path path, std::vector<std::string> metrics,
                         std::int64_t keep_steps)
    : path_(std::move(path)), metrics_(std::move(metrics)) {
  const std::vector<std::string> names = header(metrics_);
  if (keep_steps >= 0 && std::filesystem::exists(path_)) {
    bool first = true;
    CsvReader reader([&](CsvRow& row) {
      if (row.fields.size() != names.size() || (first && row.fields != names)) {
        throw Error(ErrorCode::kInvalidFormat, path_.string() + ":" + std::to_string(row.line) +
                                                   ": not a row of this run's log");
      }
      if (!first) {
        LogRow parsed = parse_row(row, metrics_);
        if (parsed.step <= keep_steps) rows_.push_back(std::move(parsed));
      }
      first = false;
    });
    std::string text = read_file(path_);
    text.resize(text.rfind('\n') + 1);  // a kill may have cut the last line
    reader.feed(text);
    reader.finish();
  }
  std::string text = csv_record(names);
  for (const LogRow& row : rows_) text += line(row);
  write_file_atomic(path_, text);
}

std::string TrainingLog::line(const LogRow& row) const {
  std::vector<std::string> fields = {std::to_string(row.step), number(row.epoch), number(row.loss),
                                     number(row.rate), number(row.tokens_per_second)};
  for (const std::string& metric : metrics_) {
    const auto found = row.valid.find(metric);
    fields.push_back(found == row.valid.end() ? "" : number(found->second));
  }
  return csv_record(fields);
}

void TrainingLog::add(LogRow row) {
  std::ofstream stream(path_, std::ios::binary | std::ios::app);
  stream << line(row);
  stream.flush();
  if (!stream) throw Error(ErrorCode::kFailed, path_.string() + ": cannot be written");
  rows_.push_back(std::move(row));
}

void TrainingLog::draw(const std::filesystem::path& folder) const {
  LineChart loss{"Loss", "step", "loss", false, {{"train", {}}, {"valid", {}}}};
  LineChart rate{"Learning rate", "step", "rate", false, {{"rate", {}}}};
  LineChart valid{"Metrics on valid", "step", "", false, {}};
  for (const std::string& metric : metrics_) {
    if (metric != kValidLoss) valid.series.push_back({metric, {}});
  }
  for (const LogRow& row : rows_) {
    const auto x = static_cast<double>(row.step);
    if (row.loss) loss.series[0].points.emplace_back(x, *row.loss);
    if (row.rate) rate.series[0].points.emplace_back(x, *row.rate);
    if (const auto found = row.valid.find(kValidLoss); found != row.valid.end()) {
      loss.series[1].points.emplace_back(x, found->second);
    }
    for (ChartSeries& series : valid.series) {
      if (const auto found = row.valid.find(series.name); found != row.valid.end()) {
        series.points.emplace_back(x, found->second);
      }
    }
  }
  draw_chart(folder / "loss.svg", loss);
  draw_chart(folder / "rate.svg", rate);
  draw_chart(folder / "valid.svg", valid);
}

}  // namespace linnet
