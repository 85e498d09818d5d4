#include "native/classify/model_folder.h"

#include <cstdlib>
#include <string>
#include <system_error>
#include <vector>

#include "core/error.h"
#include "native/runtime/bundle_folder.h"

namespace linnet::classify {

namespace fs = std::filesystem;

fs::path find_model(const fs::path& given) {
  if (!given.empty()) return given;
  const char* variable = std::getenv("LINNET_MODEL");
  if (variable != nullptr && *variable != '\0') return variable;
  std::vector<fs::path> places;
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error) places.push_back(program.parent_path().parent_path() / "share/linnet/model");
  places.push_back(fs::current_path() / "model");
  std::string looked;
  for (const fs::path& place : places) {
    if (fs::exists(place / kManifestFile)) return place;
    looked += "\n  " + place.string();
  }
  throw Error(
      ErrorCode::kNotFound,
      "no model: give --model FOLDER or set LINNET_MODEL; looked for manifest.json in" + looked);
}

}  // namespace linnet::classify
