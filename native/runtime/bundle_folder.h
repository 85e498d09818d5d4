// A bundle on disk (model/): its manifest, and its files joined from their parts and verified.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/dataset_detector.h"
#include "core/instant_model.h"
#include "core/label_set.h"
#include "core/manifest.h"
#include "core/tokenizer.h"
#include "native/runtime/predictor.h"

namespace linnet {

inline constexpr char kManifestFile[] = "manifest.json";
inline constexpr char kInstantTier[] = "instant";
inline constexpr char kFullTier[] = "full";

// Keeps the tokenizers that it opened: not to be shared between threads.
class BundleFolder {
 public:
  // Reads manifest.json. Throws Error(kNotFound) where there is none, and what Manifest::parse
  // throws.
  explicit BundleFolder(std::filesystem::path folder);

  const std::filesystem::path& path() const { return path_; }
  const Manifest& manifest() const { return manifest_; }
  // Throws Error(kNotFound) that lists the tiers which the bundle has.
  const TierManifest& tier(std::string_view name) const;

  // The bytes of a listed file. Each part's size and SHA-256 and those of the whole are checked:
  // throws Error(kCorrupt) or Error(kNotFound) naming the part.
  std::string read(std::string_view name) const;

  const Tokenizer& tokenizer() const;  // the bundle's; the full tier may have its own
  // What cuts texts for predictor(tier_name) and detector().
  TextTokenizer text_tokenizer(std::string_view tier_name) const;
  LabelSet labels() const;
  // Nothing where the bundle has none.
  std::optional<DatasetDetector> detector() const;
  // The tier ready to predict, with the instant tier blended in where its rule asks for that.
  // Throws Error(kInvalidFormat) where the counts of the model's labels, the thresholds and
  // labels.json differ, the model or its head names other labels, a model was made with another
  // tokenizer than the one it reads, or graph and head do not go together (EncoderClassifier).
  Predictor predictor(std::string_view tier_name) const;

 private:
  // `parse(bytes)` of a listed file; its errors name the file.
  template <typename Parse>
  auto parsed(const std::string& file, Parse parse) const;
  InstantModel instant_model(std::size_t labels) const;
  EncoderClassifier encoder(const TierManifest& tier) const;
  void require_tokenizer(const LinearModel& model, const std::string& where) const;
  void require_tokenizer(const AveragingNetwork& network, const std::string& where) const;
  void require_tokenizer(const std::string& sha256, const std::string& file,
                         const std::string& where) const;
  std::shared_ptr<const Tokenizer> open_tokenizer(const std::string& file) const;

  std::filesystem::path path_;
  Manifest manifest_;
  mutable std::map<std::string, std::shared_ptr<const Tokenizer>> tokenizers_;  // opened so far
};

}  // namespace linnet
