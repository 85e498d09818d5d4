// A report as one HTML page that needs nothing else: no script, no server, no other file.
#pragma once

#include <string>

#include "native/evaluate/report_data.h"

namespace linnet::evaluate {

// Names, within the page, the program that made it.
inline constexpr char kReportGenerator[] = "linnet evaluate --report";

// The whole document. All text that comes from data sets, files or models is escaped, and the page
// carries a content security policy under which no script could run and nothing could be loaded.
std::string html_report(const ReportData& report);

}  // namespace linnet::evaluate
