// A bundle written to disk: its files in parts, and the manifest that lists them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/manifest.h"

namespace linnet::bundle {

// One file to be put into the bundle, whole.
struct Content {
  std::string name;  // in the bundle
  std::string bytes;
};

struct BundleContents {
  std::string name;
  std::string version;
  Content labels;
  Content tokenizer;
  std::optional<Content> detector = std::nullopt;  // of data sets (core/dataset_detector.h)
  std::vector<Content> models;  // and what else the tiers name: a head, a tokenizer of its own
  std::map<std::string, TierManifest> tiers;
};

// Files over `max_part_bytes` are kept as NAME.part-01, NAME.part-02, ...
BundleFile split_into_parts(const Content& content, std::uint64_t max_part_bytes = kMaxPartBytes);

// Writes all files under temporary names, then renames them, the manifest last, then removes the
// files that only the bundle written there before had listed; other files (a model card) stay.
// A failure before the renames leaves the former bundle as it was. Returns the manifest.
Manifest write_bundle(const std::filesystem::path& folder, const BundleContents& contents,
                      std::uint64_t max_part_bytes = kMaxPartBytes);

}  // namespace linnet::bundle
