// The folder of a report: report.html for people and report.json for programs.
#pragma once

#include <filesystem>

#include "native/evaluate/report_data.h"

namespace linnet::evaluate {

inline constexpr char kReportPage[] = "report.html";
inline constexpr char kReportJson[] = "report.json";

// Throws Error(kInvalidArgument) where `folder` holds a file of one of these names that is not of a
// former report. To be called before the work begins.
void check_report_folder(const std::filesystem::path& folder);

// Makes the folder where it is missing; each file appears whole or not at all.
void write_report(const std::filesystem::path& folder, const ReportData& report);

}  // namespace linnet::evaluate
