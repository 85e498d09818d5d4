// What a run learns from, as its checkpoint remembers it: data.json.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "native/shards/shards.h"

namespace linnet {

inline constexpr char kRunDataFile[] = "data.json";

// Facts by name, in the order in which they are told. A value is "" where this build cannot know
// it.
using RunData = std::vector<std::pair<std::string, std::string>>;

// Adds the facts of a shard under the name of its part in the run ("train"): rows, pieces, and the
// SHA-256 of all it holds, labels and tokenizer among it ("" in a build without OpenSSL).
void add_shard_facts(RunData& data, const std::string& part, const Shard& shard);

// Writes and compares data.json of a checkpoint folder. The latter throws Error(kInvalidArgument)
// that names each fact which differs and both its values, and returns false where the folder has no
// such file.
void write_run_data(const std::filesystem::path& checkpoint, const RunData& data);
bool require_same_data(const std::filesystem::path& checkpoint, const RunData& data);
// What to tell where it returned false.
std::string unknown_data(const std::filesystem::path& checkpoint);

}  // namespace linnet
