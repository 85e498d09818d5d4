#include "native/shards/shards.h"

#include <map>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "native/safetensors/safetensors.h"

namespace linnet {
namespace {

constexpr char kFormat[] = "linnet-shard";
constexpr char kVersion[] = "4";
constexpr char kVersionWithoutSoft[] = "3";
constexpr char kVersionWithoutIds[] = "2";  // its tokenizers had them all at kRobertaIds

template <typename T>
TensorView view(DType dtype, std::vector<std::int64_t> shape, const std::vector<T>& values) {
  return {dtype, std::move(shape), as_bytes_view(std::span<const T>(values))};
}

void require(bool condition, const std::filesystem::path& path, const char* what) {
  if (!condition) throw Error(ErrorCode::kInvalidFormat, path.string() + ": " + what);
}

}  // namespace

std::span<const Relevance> Shard::row_relevance(std::size_t row) const {
  return relevance_matrix().row(row);
}

std::optional<float> Shard::target(std::size_t row, std::size_t label,
                                   const TargetOptions& options) const {
  const std::size_t at = row * label_names.size() + label;
  return target_of(relevance[at], partial[row] != 0, soft.empty() ? kNoSoftLabel : soft[at],
                   options);
}

RelevanceMatrix Shard::relevance_matrix() const { return {relevance, rows(), label_names.size()}; }

std::span<const std::uint16_t> Shard::text(std::size_t index) const {
  const auto begin = static_cast<std::size_t>(offsets.at(index));
  const auto end = static_cast<std::size_t>(offsets.at(index + 1));
  return std::span<const std::uint16_t>(ids).subspan(begin, end - begin);
}

Pieces Shard::text_pieces(std::size_t index) const {
  const auto part = text(index);
  const auto starts = std::span<const std::uint8_t>(words).subspan(
      static_cast<std::size_t>(offsets.at(index)), part.size());
  return {{part.begin(), part.end()}, {starts.begin(), starts.end()}};
}

TextPieces Shard::pieces(std::size_t row) const {
  return {text_pieces(2 * row), text_pieces(2 * row + 1)};
}

bool same_tokenizer(const Shard& a, const Shard& b) {
  return a.vocabulary == b.vocabulary && a.tokenizer_sha256 == b.tokenizer_sha256;
}

void require_alike(const Shard& a, const Shard& b) {
  if (a.label_names == b.label_names && same_tokenizer(a, b)) return;
  throw Error(ErrorCode::kInvalidArgument,
              "the shards have different labels or tokenizers; make them with one `linnet "
              "tokenize`");
}

void require_alike(std::span<const Shard> shards) {
  for (const Shard& shard : shards) require_alike(shards.front(), shard);
}

Shard read_shard(const std::filesystem::path& path) {
  const Safetensors file = Safetensors::read(path);
  const auto format = file.metadata().find("format");
  require(format != file.metadata().end() && format->second == kFormat, path,
          "not a shard; make one with `linnet tokenize`");
  const std::string version = file.metadata("version");
  if (version != kVersion && version != kVersionWithoutSoft && version != kVersionWithoutIds) {
    throw Error(ErrorCode::kUnsupported, path.string() + ": shard version " + version +
                                             " is not read; run `linnet tokenize` again");
  }
  Shard shard;
  shard.split = file.metadata("split");
  shard.tokenizer_sha256 = file.metadata("tokenizer_sha256");
  try {
    shard.vocabulary = std::stoul(file.metadata("vocabulary"));
    shard.label_names =
        nlohmann::json::parse(file.metadata("label_names")).get<std::vector<std::string>>();
  } catch (const Error&) {
    throw;
  } catch (const std::exception&) {
    throw Error(ErrorCode::kInvalidFormat, path.string() + ": broken metadata");
  }
  if (version != kVersionWithoutIds) {
    const auto special = parse_special_ids(file.metadata("special_ids"));
    require(special.has_value(), path, "broken metadata");
    shard.special_ids = *special;
  }
  shard.ids = file.tensor("ids").to_vector<std::uint16_t>();
  shard.words = file.tensor("words").to_vector<std::uint8_t>();
  shard.offsets = file.tensor("offsets").to_vector<std::int64_t>();
  for (const auto grade : file.tensor("relevance").to_vector<std::uint8_t>()) {
    require(grade <= kMaxRelevance, path, "a relevance is not 0, 1 or 2");
    shard.relevance.push_back(static_cast<Relevance>(grade));
  }
  shard.partial = file.tensor("partial").to_vector<std::uint8_t>();
  if (file.contains("soft")) shard.soft = file.tensor("soft").to_vector<SoftLabel>();

  require(shard.words.size() == shard.ids.size(), path, "words and ids differ in length");
  require(shard.offsets.size() == 2 * shard.rows() + 1, path, "offsets and rows disagree");
  require(shard.relevance.size() == shard.rows() * shard.label_names.size(), path,
          "relevance and rows disagree");
  require(shard.soft.empty() || shard.soft.size() == shard.relevance.size(), path,
          "soft labels and rows disagree");
  require(shard.offsets.front() == 0 &&
              shard.offsets.back() == static_cast<std::int64_t>(shard.ids.size()),
          path, "offsets do not span the ids");
  for (std::size_t i = 1; i < shard.offsets.size(); ++i) {
    require(shard.offsets[i - 1] <= shard.offsets[i], path, "offsets run backwards");
  }
  for (const std::uint16_t id : shard.ids) {
    require(id < shard.vocabulary, path, "an id lies outside the vocabulary");
  }
  return shard;
}

void write_shard(const std::filesystem::path& path, const Shard& shard) {
  const auto pieces = static_cast<std::int64_t>(shard.ids.size());
  const auto rows = static_cast<std::int64_t>(shard.rows());
  const auto labels = static_cast<std::int64_t>(shard.label_names.size());
  std::map<std::string, TensorView> tensors = {
      {"ids", view(DType::kU16, {pieces}, shard.ids)},
      {"words", view(DType::kU8, {pieces}, shard.words)},
      {"offsets", view(DType::kI64, {2 * rows + 1}, shard.offsets)},
      {"relevance", view(DType::kU8, {rows, labels}, shard.relevance)},
      {"partial", view(DType::kU8, {rows}, shard.partial)}};
  if (!shard.soft.empty()) tensors.emplace("soft", view(DType::kU8, {rows, labels}, shard.soft));
  write_safetensors(path, tensors,
                    {{"format", kFormat},
                     {"version", kVersion},
                     {"split", shard.split},
                     {"vocabulary", std::to_string(shard.vocabulary)},
                     {"tokenizer_sha256", shard.tokenizer_sha256},
                     {"special_ids", special_ids_to_json(shard.special_ids)},
                     {"label_names", nlohmann::json(shard.label_names).dump()}});
}

}  // namespace linnet
