// Strict reading and writing of manifest.json.
#include "core/manifest.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "core/ascii.h"
#include "core/decision_json.h"
#include "core/error.h"
#include "core/strict_json.h"

namespace linnet {
namespace {

constexpr std::size_t kMaxNameBytes = 200;
constexpr std::string_view kInstantTier = "instant";
constexpr std::string_view kFullTier = "full";
constexpr std::string_view kTierNames[] = {kInstantTier, kFullTier};

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == '-' || c == '/';
}

// A name goes into paths and URLs as it is, so it may not leave its folder or need escaping.
bool is_safe_name(std::string_view name) {
  if (name.empty() || name.size() > kMaxNameBytes) return false;
  if (!std::all_of(name.begin(), name.end(), is_name_character)) return false;
  for (std::size_t begin = 0; begin <= name.size();) {
    const std::size_t end = std::min(name.find('/', begin), name.size());
    const std::string_view segment = name.substr(begin, end - begin);
    if (segment.empty() || segment == "." || segment == "..") return false;
    begin = end + 1;
  }
  return true;
}

std::string read_name(const JsonField& field) {
  std::string name = field.text();
  if (!is_safe_name(name)) {
    field.fail("\"" + name +
               "\" is not a safe file name: letters, digits, '.', '_', '-' and '/' only, relative, "
               "without \"..\"");
  }
  return name;
}

FilePart read_part(const JsonField& field) {
  FilePart part;
  part.name = read_name(field.at("name"));
  part.bytes = field.at("bytes").natural();
  const JsonField sha256 = field.at("sha256");
  part.sha256 = sha256.text();
  if (!is_sha256(part.sha256)) sha256.fail("must be 64 lower-case hexadecimal digits");
  return part;
}

// `names` collects what is taken: a name stands for one file or one part.
BundleFile read_file(const JsonField& field, std::set<std::string>& names) {
  field.allow_only({"name", "bytes", "sha256", "parts"});
  BundleFile file;
  file.whole = read_part(field);
  if (!names.insert(file.whole.name).second) {
    field.at("name").fail("\"" + file.whole.name + "\" is listed twice");
  }
  const JsonField parts = field.at("parts");
  if (parts.size() == 0) parts.fail("must not be empty; a file kept whole is its own one part");
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const JsonField part_field = parts.element(i);
    part_field.allow_only({"name", "bytes", "sha256"});
    FilePart part = read_part(part_field);
    if (part.bytes == 0 || part.bytes > kMaxPartBytes) {
      part_field.at("bytes").fail("is " + std::to_string(part.bytes) + "; a part has 1 to " +
                                  std::to_string(kMaxPartBytes));
    }
    if (parts.size() == 1) {
      if (part.name != file.whole.name) {
        part_field.at("name").fail("must be \"" + file.whole.name +
                                   "\": the only part is the file");
      }
      if (part.sha256 != file.whole.sha256) {
        part_field.at("sha256").fail("differs from that of the file, whose only part this is");
      }
    } else if (!names.insert(part.name).second) {
      part_field.at("name").fail("\"" + part.name + "\" is listed twice");
    }
    sum += part.bytes;  // no overflow: parts are small, and there are fewer than 2^32
    file.parts.push_back(std::move(part));
  }
  if (sum != file.whole.bytes) {
    field.at("bytes").fail("is " + std::to_string(file.whole.bytes) + ", but the parts have " +
                           std::to_string(sum));
  }
  return file;
}

TokenLimits read_limits(const JsonField& field) {
  field.allow_only({"max_tokens", "overlap", "max_windows"});
  constexpr std::uint64_t kMost = 1U << 20;
  const auto read = [&](std::string_view name) {
    const JsonField limit = field.at(name);
    const std::uint64_t value = limit.natural();
    if (value > kMost) limit.fail("must be at most " + std::to_string(kMost));
    return static_cast<std::size_t>(value);
  };
  const TokenLimits limits{read("max_tokens"), read("overlap"), read("max_windows")};
  try {
    check_limits(limits);
  } catch (const Error& error) {
    field.fail(error.what());
  }
  return limits;
}

TierManifest read_tier(const JsonField& field) {
  TierManifest tier;
  tier.file = read_name(field.at("file"));
  tier.rule = read_decision(field.at("decision"));
  const JsonField metrics = field.at("metrics");
  metrics.require_object();
  for (const auto& [name, value] : metrics.value().items()) {
    tier.metrics[name] = metrics.at(name).number();
  }
  tier.metrics_data = field.at("metrics_data").text();
  return tier;
}

TierManifest read_instant_tier(const JsonField& field) {
  field.allow_only({"file", "decision", "metrics", "metrics_data"});
  return read_tier(field);
}

TierManifest read_full_tier(const JsonField& field, std::uint64_t schema) {
  if (schema == 1) {
    field.allow_only({"file", "limits", "decision", "metrics", "metrics_data"});
  } else {
    field.allow_only(
        {"file", "head", "tokenizer", "limits", "decision", "metrics", "metrics_data"});
  }
  TierManifest tier = read_tier(field);
  tier.limits = read_limits(field.at("limits"));
  if (const auto head = field.find("head")) tier.head_file = read_name(*head);
  if (const auto tokenizer = field.find("tokenizer")) tier.tokenizer_file = read_name(*tokenizer);
  return tier;
}

void require_listed(const Manifest& manifest, const std::string& name, const std::string& by) {
  const bool listed = std::any_of(manifest.files.begin(), manifest.files.end(),
                                  [&](const BundleFile& file) { return file.whole.name == name; });
  if (!listed) {
    throw Error(ErrorCode::kNotFound,
                "manifest.json: " + by + " names \"" + name + "\", which is not among `files`");
  }
}

nlohmann::ordered_json write_part(const FilePart& part) {
  return {{"name", part.name}, {"bytes", part.bytes}, {"sha256", part.sha256}};
}

}  // namespace

Manifest Manifest::parse(std::string_view json) {
  const auto document = parse_json(json, "manifest.json");
  const JsonField root(document, "manifest.json:");
  const std::uint64_t schema = root.at("schema").natural();
  if (schema < kOldestManifestSchema || schema > kNewestManifestSchema) {
    throw Error(ErrorCode::kUnsupported, "manifest.json: schema is " + std::to_string(schema) +
                                             ", but this program reads schemas " +
                                             std::to_string(kOldestManifestSchema) + " to " +
                                             std::to_string(kNewestManifestSchema));
  }
  root.allow_only(
      {"schema", "name", "version", "labels", "tokenizer", "detector", "tiers", "files"});
  Manifest manifest;
  manifest.name = root.at("name").text();
  manifest.version = root.at("version").text();
  manifest.labels_file = read_name(root.at("labels"));
  manifest.tokenizer_file = read_name(root.at("tokenizer"));
  if (const auto detector = root.find("detector")) manifest.detector_file = read_name(*detector);

  std::set<std::string> names;
  const JsonField files = root.at("files");
  for (std::size_t i = 0; i < files.size(); ++i) {
    manifest.files.push_back(read_file(files.element(i), names));
  }

  const JsonField tiers = root.at("tiers");
  tiers.allow_only({kTierNames[0], kTierNames[1]});
  for (const std::string_view name : kTierNames) {
    if (const auto field = tiers.find(name)) {
      manifest.tiers.emplace(
          name, name == kFullTier ? read_full_tier(*field, schema) : read_instant_tier(*field));
    }
  }
  for (auto& [name, tier] : manifest.tiers) {
    if (tier.tokenizer_file == manifest.tokenizer_file) tier.tokenizer_file.clear();
  }
  if (manifest.tiers.empty()) tiers.fail("must name a tier at least, \"instant\" or \"full\"");
  const std::size_t labels = manifest.tiers.begin()->second.rule.thresholds.size();
  for (const auto& [name, tier] : manifest.tiers) {
    if (tier.rule.thresholds.size() != labels) {
      tiers.at(name)
          .at("decision")
          .at("thresholds")
          .fail("has " + std::to_string(tier.rule.thresholds.size()) +
                " entries, another tier's has " + std::to_string(labels) +
                "; all tiers give the same labels");
    }
  }

  for (const auto& [name, tier] : manifest.tiers) {
    if (tier.rule.instant_weight == 0) continue;
    const auto weight = tiers.at(name).at("decision").at("instant_weight");
    if (name == kInstantTier) weight.fail("is for the full tier alone");
    if (!manifest.tiers.contains(std::string(kInstantTier)))
      weight.fail("needs a tier \"instant\"");
  }

  require_listed(manifest, manifest.labels_file, "labels");
  require_listed(manifest, manifest.tokenizer_file, "tokenizer");
  if (!manifest.detector_file.empty()) {
    require_listed(manifest, manifest.detector_file, "detector");
  }
  for (const auto& [name, tier] : manifest.tiers) {
    const std::string path = "tiers." + name;
    require_listed(manifest, tier.file, path + ".file");
    if (!tier.head_file.empty()) require_listed(manifest, tier.head_file, path + ".head");
    if (!tier.tokenizer_file.empty()) {
      require_listed(manifest, tier.tokenizer_file, path + ".tokenizer");
    }
  }
  return manifest;
}

std::string Manifest::to_json() const {
  const bool needs_newest = std::any_of(tiers.begin(), tiers.end(), [](const auto& entry) {
    return !entry.second.head_file.empty() || !entry.second.tokenizer_file.empty();
  });
  nlohmann::ordered_json document = {
      {"schema", needs_newest ? kNewestManifestSchema : kOldestManifestSchema},
      {"name", name},
      {"version", version},
      {"labels", labels_file},
      {"tokenizer", tokenizer_file}};
  if (!detector_file.empty()) document["detector"] = detector_file;
  auto& tier_objects = document["tiers"] = nlohmann::ordered_json::object();
  for (const std::string_view tier_name : kTierNames) {
    const auto found = tiers.find(std::string(tier_name));
    if (found == tiers.end()) continue;
    const TierManifest& tier = found->second;
    auto& object = tier_objects[found->first];
    object["file"] = tier.file;
    if (!tier.head_file.empty()) object["head"] = tier.head_file;
    if (!tier.tokenizer_file.empty()) object["tokenizer"] = tier.tokenizer_file;
    if (tier_name == kFullTier) {
      object["limits"] = {{"max_tokens", tier.limits.max_tokens},
                          {"overlap", tier.limits.overlap},
                          {"max_windows", tier.limits.max_windows}};
    }
    object["decision"] = write_decision(tier.rule);
    object["metrics"] = tier.metrics;
    object["metrics_data"] = tier.metrics_data;
  }
  auto& file_objects = document["files"] = nlohmann::ordered_json::array();
  for (const BundleFile& file : files) {
    auto object = write_part(file.whole);
    auto& parts = object["parts"] = nlohmann::ordered_json::array();
    for (const FilePart& part : file.parts) parts.push_back(write_part(part));
    file_objects.push_back(std::move(object));
  }
  return document.dump(2) + "\n";
}

const BundleFile& Manifest::file(std::string_view file_name) const {
  for (const BundleFile& file : files) {
    if (file.whole.name == file_name) return file;
  }
  throw Error(ErrorCode::kNotFound,
              "manifest.json: no file is named \"" + std::string(file_name) + "\"");
}

std::uint64_t Manifest::total_bytes() const {
  std::uint64_t total = 0;
  for (const BundleFile& file : files) total += file.whole.bytes;
  return total;
}

void verify_part(const FilePart& part, std::uint64_t bytes, std::string_view sha256) {
  if (bytes != part.bytes) {
    throw Error(ErrorCode::kCorrupt, part.name + ": has " + std::to_string(bytes) +
                                         " bytes, the manifest promises " +
                                         std::to_string(part.bytes) + "; fetch it again");
  }
  if (sha256 != part.sha256) {
    throw Error(ErrorCode::kCorrupt, part.name + ": has SHA-256 " + std::string(sha256) +
                                         ", the manifest promises " + part.sha256 +
                                         "; fetch it again");
  }
}

}  // namespace linnet
