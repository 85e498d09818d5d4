#include "native/evaluate/report_folder.h"

#include <nlohmann/json.hpp>
#include <string>

#include "core/error.h"
#include "native/evaluate/html_report.h"
#include "native/files/files.h"

namespace linnet::evaluate {
namespace {

namespace fs = std::filesystem;

void check_former(const fs::path& path, bool is_former) {
  if (is_former) return;
  throw Error(ErrorCode::kInvalidArgument,
              path.string() +
                  ": is there and no former report; move it away or choose another "
                  "folder for --report");
}

}  // namespace

void check_report_folder(const fs::path& folder) {
  if (fs::exists(folder) && !fs::is_directory(folder)) check_former(folder, false);
  const fs::path page = folder / kReportPage;
  if (fs::exists(page)) {
    check_former(page, read_file(page).find(kReportGenerator) != std::string::npos);
  }
  const fs::path json = folder / kReportJson;
  if (fs::exists(json)) {
    const auto former = nlohmann::json::parse(read_file(json), nullptr, false);
    check_former(json, former.is_object() && former.value("format", "") == kReportFormat);
  }
}

void write_report(const fs::path& folder, const ReportData& report) {
  write_file_atomic(folder / kReportJson, report_json(report).dump(2) + "\n");
  write_file_atomic(folder / kReportPage, html_report(report));
}

}  // namespace linnet::evaluate
