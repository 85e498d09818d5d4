#include "native/training/tokenizer_file.h"

#include "core/error.h"
#include "native/files/files.h"
#ifdef LINNET_HAS_HASH
#include "native/hash/sha256.h"
#endif

namespace linnet {

std::string read_tokenizer(const std::filesystem::path& path,
                           [[maybe_unused]] const std::string& expected,
                           std::vector<std::string>& notes) {
  if (path.empty()) {
    notes.push_back("no --tokenizer: the checkpoint will have no tokenizer.model");
    return "";
  }
  std::string bytes = read_file(path);
#ifdef LINNET_HAS_HASH
  if (const std::string own = sha256(bytes); own != expected) {
    throw Error(ErrorCode::kInvalidArgument,
                path.string() +
                    ": not the tokenizer that the shards were made with: its SHA-256 is " + own +
                    ", theirs " + expected);
  }
#else
  notes.push_back(
      "whether the tokenizer is the shards' own is not checked: this build has no OpenSSL");
#endif
  return bytes;
}

}  // namespace linnet
