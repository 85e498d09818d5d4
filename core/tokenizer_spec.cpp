#include "core/tokenizer_spec.h"

#include <nlohmann/json.hpp>
#include <vector>

namespace linnet {

std::string describe(const TokenizerSpec& spec) {
  const char* kind = spec.kind == TokenizerKind::kWordPiece   ? "WordPiece, "
                     : spec.kind == TokenizerKind::kBytePairs ? "byte-level BPE, "
                                                              : "SentencePiece, ";
  return kind + std::to_string(spec.vocabulary_size) + " pieces";
}

std::string special_ids_to_json(const SpecialIds& ids) {
  return nlohmann::json{ids.begin, ids.padding, ids.end, ids.unknown, ids.mask}.dump();
}

std::optional<SpecialIds> parse_special_ids(std::string_view json) {
  const auto values = nlohmann::json::parse(json, nullptr, false);
  if (!values.is_array() || values.size() != 5) return std::nullopt;
  std::vector<std::int32_t> ids;
  for (const auto& value : values) {
    constexpr std::int64_t kMost = 1 << 30;
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > kMost) return std::nullopt;
    ids.push_back(value.get<std::int32_t>());
  }
  return SpecialIds{ids[0], ids[1], ids[2], ids[3], ids[4]};
}

}  // namespace linnet
