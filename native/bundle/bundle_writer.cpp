#include "native/bundle/bundle_writer.h"

#include <algorithm>
#include <cstdio>
#include <memory>
#include <set>
#include <string_view>
#include <system_error>
#include <utility>

#include "core/error.h"
#include "native/files/files.h"
#include "native/hash/sha256.h"
#include "native/runtime/bundle_folder.h"

namespace linnet::bundle {
namespace {

namespace fs = std::filesystem;

// The parts that the folder's present manifest lists; none where it has no readable one.
std::set<std::string> listed_parts(const fs::path& folder) {
  std::set<std::string> names;
  try {
    const BundleFolder former(folder);
    for (const BundleFile& file : former.manifest().files) {
      for (const FilePart& part : file.parts) names.insert(part.name);
    }
  } catch (const Error&) {
    names.clear();
  }
  return names;
}

}  // namespace

BundleFile split_into_parts(const Content& content, std::uint64_t max_part_bytes) {
  const std::string_view bytes = content.bytes;
  BundleFile file;
  file.whole = {content.name, bytes.size(), sha256(bytes)};
  if (bytes.size() <= max_part_bytes) {
    file.parts = {file.whole};
    return file;
  }
  for (std::size_t begin = 0; begin < bytes.size(); begin += max_part_bytes) {
    const std::string_view part = bytes.substr(begin, max_part_bytes);
    char suffix[32];
    std::snprintf(suffix, sizeof suffix, ".part-%02zu", file.parts.size() + 1);
    file.parts.push_back({content.name + suffix, part.size(), sha256(part)});
  }
  return file;
}

Manifest write_bundle(const fs::path& folder, const BundleContents& contents,
                      std::uint64_t max_part_bytes) {
  Manifest manifest;
  manifest.name = contents.name;
  manifest.version = contents.version;
  manifest.labels_file = contents.labels.name;
  manifest.tokenizer_file = contents.tokenizer.name;
  if (contents.detector) manifest.detector_file = contents.detector->name;
  manifest.tiers = contents.tiers;

  const std::set<std::string> former = listed_parts(folder);
  std::set<std::string> written;
  std::vector<std::unique_ptr<AtomicFile>> files;
  const auto put = [&](const Content& content) {
    BundleFile file = split_into_parts(content, max_part_bytes);
    std::size_t begin = 0;
    for (const FilePart& part : file.parts) {
      if (!written.insert(part.name).second) {
        throw Error(ErrorCode::kInvalidArgument, "two files of the bundle are called " + part.name);
      }
      files.push_back(std::make_unique<AtomicFile>(folder / part.name));
      files.back()->write(std::string_view(content.bytes).substr(begin, part.bytes));
      begin += part.bytes;
    }
    manifest.files.push_back(std::move(file));
  };
  put(contents.labels);
  put(contents.tokenizer);
  if (contents.detector) put(*contents.detector);
  for (const Content& model : contents.models) put(model);
  // Parsed again, so that nothing is renamed where readers would refuse the result.
  const std::string json = manifest.to_json();
  static_cast<void>(Manifest::parse(json));

  for (const auto& file : files) file->commit();
  write_file_atomic(folder / kManifestFile, json);
  for (const std::string& name : former) {
    if (written.contains(name)) continue;
    std::error_code ignored;  // a stale file does no harm: no manifest names it
    fs::remove(folder / name, ignored);
  }
  return manifest;
}

}  // namespace linnet::bundle
