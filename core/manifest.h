// The bundle's table of contents: which files, how large, which hash, and how to decide.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/decision.h"
#include "core/tokenizer.h"

namespace linnet {

// What is read. Schema 2 added `head` and `tokenizer` of the full tier.
inline constexpr int kOldestManifestSchema = 1;
inline constexpr int kNewestManifestSchema = 2;
inline constexpr std::uint64_t kMaxPartBytes = std::uint64_t{16} << 20;

struct FilePart {
  std::string name;  // relative to the manifest; no "..", no leading "/", no backslash
  std::uint64_t bytes = 0;
  std::string sha256;  // 64 lower-case hexadecimal digits
};

// A file of the bundle. One stored whole has exactly one part, with the same name.
struct BundleFile {
  FilePart whole;
  std::vector<FilePart> parts;  // in order; their bytes add up to whole.bytes
};

struct TierManifest {
  std::string file;  // name of a BundleFile: the InstantModel or the ONNX graph
  // Of the full tier: a ClassificationHead; empty where the graph gives logits.
  std::string head_file;
  // Of the full tier: its own tokenizer; empty where it reads the bundle's, named or not.
  std::string tokenizer_file;
  DecisionRule rule;
  TokenLimits limits;  // for the full tier; the instant tier reads all pieces
  // Measured on `metrics_data`, for example {"micro_f1", 0.43}; shown as they are.
  std::map<std::string, double> metrics;
  std::string metrics_data;
};

struct Manifest {
  std::string name;
  std::string version;
  std::string labels_file;
  std::string tokenizer_file;  // of the instant tier, the detector, and a tier without its own
  std::string detector_file;  // a DatasetDetector; empty where every text is taken for a data set's
  std::vector<BundleFile> files;
  std::map<std::string, TierManifest> tiers;  // "instant", "full"; at least one

  // Throws Error(kInvalidFormat) naming the field, Error(kUnsupported) for another schema,
  // Error(kNotFound) where labels, tokenizer, detector or a tier name a file that is not listed.
  static Manifest parse(std::string_view json);
  // In the oldest schema that can say it: what needs no newer one is read by older programs too.
  std::string to_json() const;

  // The tier's own, or else the bundle's.
  const std::string& tokenizer_of(const TierManifest& tier) const {
    return tier.tokenizer_file.empty() ? tokenizer_file : tier.tokenizer_file;
  }

  const BundleFile& file(std::string_view name) const;  // throws Error(kNotFound)
  std::uint64_t total_bytes() const;
};

// Checks what was read against what was promised. The hash is computed by the caller (OpenSSL
// natively, SubtleCrypto in a browser). Throws Error(kCorrupt) that names the part and both values.
void verify_part(const FilePart& part, std::uint64_t bytes, std::string_view sha256);

}  // namespace linnet
