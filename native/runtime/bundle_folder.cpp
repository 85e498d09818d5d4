#include "native/runtime/bundle_folder.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "core/error.h"
#include "native/files/files.h"
#include "native/hash/sha256.h"

namespace linnet {
namespace {

Manifest read_manifest(const std::filesystem::path& folder) {
  const auto path = folder / kManifestFile;
  if (!std::filesystem::exists(path)) {
    throw Error(ErrorCode::kNotFound, path.string() +
                                          ": there is no such file; a bundle is made by "
                                          "`linnet bundle`");
  }
  return parse_bytes_of(folder, read_file(path), Manifest::parse);
}

void require_labels(std::size_t found, std::size_t expected, const std::string& what) {
  if (found == expected) return;
  throw Error(
      ErrorCode::kInvalidFormat,
      what + ": " + std::to_string(found) + " labels; labels.json has " + std::to_string(expected));
}

// `label 3 is "Arts", not "Music"`; the lists differ and are of one length.
std::string first_difference(const std::vector<std::string>& own,
                             const std::vector<std::string>& listed) {
  const auto [a, b] = std::mismatch(own.begin(), own.end(), listed.begin());
  return "label " + std::to_string(a - own.begin()) + " is \"" + *a + "\", not \"" + *b + "\"";
}

}  // namespace

BundleFolder::BundleFolder(std::filesystem::path folder)
    : path_(std::move(folder)), manifest_(read_manifest(path_)) {}

const TierManifest& BundleFolder::tier(std::string_view name) const {
  const auto found = manifest_.tiers.find(std::string(name));
  if (found != manifest_.tiers.end()) return found->second;
  std::string names;
  for (const auto& [tier_name, unused] : manifest_.tiers) names += " " + tier_name;
  throw Error(ErrorCode::kNotFound,
              path_.string() + ": has no tier \"" + std::string(name) + "\"; it has:" + names);
}

std::string BundleFolder::read(std::string_view name) const {
  const BundleFile& file = manifest_.file(name);
  std::string bytes;
  bytes.reserve(file.whole.bytes);
  try {
    for (const FilePart& part : file.parts) {
      const std::string content = read_file(path_ / part.name);
      verify_part(part, content.size(), sha256(content));
      bytes += content;
    }
    if (file.parts.size() > 1) verify_part(file.whole, bytes.size(), sha256(bytes));
  } catch (const Error& error) {
    if (error.code() != ErrorCode::kCorrupt) throw;
    throw Error(error.code(), path_.string() + ": " + error.what());
  }
  return bytes;
}

template <typename Parse>
auto BundleFolder::parsed(const std::string& file, Parse parse) const {
  return parse_bytes_of(path_ / file, read(file), parse);
}

std::shared_ptr<const Tokenizer> BundleFolder::open_tokenizer(const std::string& file) const {
  auto& opened = tokenizers_[file];
  if (!opened) opened = std::make_shared<const Tokenizer>(parsed(file, Tokenizer::parse));
  return opened;
}

const Tokenizer& BundleFolder::tokenizer() const {
  return *open_tokenizer(manifest_.tokenizer_file);
}

TextTokenizer BundleFolder::text_tokenizer(std::string_view tier_name) const {
  const std::string& own = tier(tier_name).tokenizer_file;
  auto shared = open_tokenizer(manifest_.tokenizer_file);
  if (own.empty()) return TextTokenizer(std::move(shared));
  return TextTokenizer(std::move(shared), open_tokenizer(own));
}

LabelSet BundleFolder::labels() const { return parsed(manifest_.labels_file, LabelSet::parse); }

std::optional<DatasetDetector> BundleFolder::detector() const {
  const std::string& file = manifest_.detector_file;
  if (file.empty()) return std::nullopt;
  DatasetDetector detector = parsed(file, DatasetDetector::parse);
  require_tokenizer(detector.model(), (path_ / file).string());
  return detector;
}

// A linear model keeps the texts of its tokenizer's pieces: another tokenizer has others.
void BundleFolder::require_tokenizer(const LinearModel& model, const std::string& where) const {
  const auto& surfaces = model.features().surfaces();
  if (surfaces.empty()) return;
  const Tokenizer& own = tokenizer();
  std::size_t id = 0;
  while (id < std::min(surfaces.size(), own.vocabulary_size()) &&
         surfaces[id] == linear_surface(own.surface(static_cast<std::int32_t>(id)))) {
    ++id;
  }
  if (id == surfaces.size() && id == own.vocabulary_size()) return;
  throw Error(ErrorCode::kInvalidFormat,
              where + ": was made with another tokenizer than " + manifest_.tokenizer_file + " (" +
                  describe(own.spec()) + "): they differ from piece " + std::to_string(id) + " on");
}

void BundleFolder::require_tokenizer(const AveragingNetwork& network,
                                     const std::string& where) const {
  require_tokenizer(network.tokenizer_sha256(), manifest_.tokenizer_file, where);
  if (const std::size_t own = tokenizer().vocabulary_size(); own != network.vocabulary_size()) {
    throw Error(ErrorCode::kInvalidFormat,
                where + ": has vectors of " + std::to_string(network.vocabulary_size()) +
                    " pieces; " + manifest_.tokenizer_file + " has " + std::to_string(own));
  }
}

// `sha256`: of the tokenizer that the model at `where` was made with; "" where it does not know.
void BundleFolder::require_tokenizer(const std::string& sha256, const std::string& file,
                                     const std::string& where) const {
  const std::string& listed = manifest_.file(file).whole.sha256;
  if (sha256.empty() || sha256 == listed) return;
  throw Error(ErrorCode::kInvalidFormat, where + ": was made with a tokenizer whose SHA-256 is " +
                                             sha256 + "; that of " + file + " is " + listed);
}

InstantModel BundleFolder::instant_model(std::size_t labels) const {
  const std::string& file = tier(kInstantTier).file;
  InstantModel model = parsed(file, InstantModel::parse);
  const std::string where = (path_ / file).string();
  require_labels(model.labels(), labels, where);
  if (model.linear()) require_tokenizer(*model.linear(), where);
  if (model.network()) require_tokenizer(*model.network(), where);
  return model;
}

EncoderClassifier BundleFolder::encoder(const TierManifest& tier) const {
  EncoderSession session(read(tier.file), (path_ / tier.file).string(), 1);
  const std::string& tokenizer_file = manifest_.tokenizer_of(tier);
  require_tokenizer(session.tokenizer_sha256().value_or(""), tokenizer_file, session.where());
  const SpecialIds own_ids = session.special_ids();
  if (const TokenizerSpec spec = open_tokenizer(tokenizer_file)->spec(); spec.ids != own_ids) {
    throw Error(ErrorCode::kInvalidFormat,
                session.where() + ": was made with a tokenizer whose special tokens are " +
                    special_ids_to_json(own_ids) + "; those of " + tokenizer_file + " (" +
                    describe(spec) + ") are " + special_ids_to_json(spec.ids));
  }
  if (tier.head_file.empty()) return EncoderClassifier(std::move(session));
  return {std::move(session), parsed(tier.head_file, ClassificationHead::parse),
          (path_ / tier.head_file).string()};
}

Predictor BundleFolder::predictor(std::string_view tier_name) const {
  const TierManifest& chosen = tier(tier_name);
  const LabelSet names = labels();
  require_labels(
      chosen.rule.thresholds.size(), names.size(),
      (path_ / kManifestFile).string() + ": thresholds of tier " + std::string(tier_name));
  if (tier_name == kInstantTier) return Predictor(instant_model(names.size()));
  EncoderClassifier full = encoder(chosen);
  const std::string where =
      (path_ / (chosen.head_file.empty() ? chosen.file : chosen.head_file)).string();
  require_labels(full.labels(), names.size(), where);
  const auto own_names = full.label_names();
  if (own_names && *own_names != names.names()) {
    throw Error(ErrorCode::kInvalidFormat,
                where + ": its labels are not those of " + manifest_.labels_file +
                    ", or in another order: " + first_difference(*own_names, names.names()));
  }
  Predictor predictor(std::move(full), chosen.limits);
  if (const double weight = chosen.rule.instant_weight; weight > 0) {
    predictor.blend(instant_model(names.size()), weight);
  }
  return predictor;
}

}  // namespace linnet
