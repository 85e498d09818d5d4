// Byte-level byte pair encoding (Radford et al., 2019; RoBERTa's, Liu et al., 2019), as Hugging
// Face's `tokenizers` has it: a text is cut into words by GPT-2's pattern, a word's UTF-8 bytes are
// joined pair by pair, the pair that was learned first before all others. Nothing is unknown, and
// nothing of a text is changed but for control characters, which clean_utf8() makes spaces. The
// names of special tokens in a text are text.
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <queue>
#include <unordered_map>

#include "core/error.h"
#include "core/strict_json.h"
#include "core/tokenizer_model.h"

namespace linnet {
namespace {

using Json = nlohmann::json;

// Bytes stand in the vocabulary as characters that can be seen: printable ones as themselves, the
// others from U+0100 on, in their order (a space is U+0120).
std::array<std::string, 256> visible_bytes() {
  std::array<std::string, 256> names;
  std::int32_t next = 0x100;
  for (std::int32_t byte = 0; byte < 256; ++byte) {
    const bool visible = (byte >= 0x21 && byte <= 0x7E) || (byte >= 0xA1 && byte <= 0xAC) ||
                         (byte >= 0xAE && byte <= 0xFF);
    std::array<utf8proc_uint8_t, 4> utf8{};
    const auto length = utf8proc_encode_char(visible ? byte : next++, utf8.data());
    for (utf8proc_ssize_t i = 0; i < length; ++i) {
      names[static_cast<std::size_t>(byte)].push_back(
          static_cast<char>(utf8[static_cast<std::size_t>(i)]));
    }
  }
  return names;
}

enum class CharacterKind : std::uint8_t { kSpace, kLetter, kNumber, kOther };

CharacterKind character_kind(std::int32_t c) {
  if (c == ' ' || (c >= 9 && c <= 13) || c == 0x85) return CharacterKind::kSpace;
  switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return CharacterKind::kSpace;
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
      return CharacterKind::kLetter;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return CharacterKind::kNumber;
    default:
      return CharacterKind::kOther;
  }
}

struct Character {
  CharacterKind kind = CharacterKind::kOther;
  std::size_t end = 0;  // in the text
};

Character character_at(std::string_view text, std::size_t begin) {
  utf8proc_int32_t c = 0;
  const auto length =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + begin),
                       static_cast<utf8proc_ssize_t>(text.size() - begin), &c);
  if (length <= 0) return {CharacterKind::kOther, begin + 1};  // text is well-formed: not met
  return {character_kind(c), begin + static_cast<std::size_t>(length)};
}

// Where the run of characters of one kind that starts at `begin` ends; `begin` where there is none.
std::size_t end_of_run(std::string_view text, std::size_t begin, CharacterKind kind) {
  while (begin < text.size()) {
    const Character next = character_at(text, begin);
    if (next.kind != kind) break;
    begin = next.end;
  }
  return begin;
}

// The end of the word at `begin`, by GPT-2's pattern:
//   's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
std::size_t end_of_word(std::string_view text, std::size_t begin) {
  if (text[begin] == '\'') {
    for (const std::string_view ending : {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"}) {
      if (text.substr(begin).starts_with(ending)) return begin + ending.size();
    }
  }
  const Character first = character_at(text, begin);
  const bool space = text[begin] == ' ';
  const std::size_t start = space ? begin + 1 : begin;
  if (space || first.kind != CharacterKind::kSpace) {
    for (const CharacterKind kind :
         {CharacterKind::kLetter, CharacterKind::kNumber, CharacterKind::kOther}) {
      const std::size_t end = end_of_run(text, start, kind);
      if (end > start) return end;
    }
  }
  // White space, of which the last character belongs to the word after it, if there is one.
  const std::size_t end = end_of_run(text, begin, CharacterKind::kSpace);
  if (end == text.size()) return end;
  std::size_t last = begin;
  for (std::size_t at = begin; at < end; at = character_at(text, at).end) last = at;
  return last > begin ? last : end;
}

class BytePairModel final : public TokenizerModel {
 public:
  explicit BytePairModel(const Json& document) {
    const JsonField root(document, "tokenizer.json:");
    const JsonField model = root.at("model");
    const auto normaliser = document.find("normalizer");
    if (normaliser != document.end() && !normaliser->is_null()) {
      unsupported("a byte-level BPE with a normaliser");
    }
    const JsonField cutting = root.at("pre_tokenizer");
    const auto by_pattern = cutting.find("use_regex");
    if (cutting.at("type").text() != "ByteLevel" || (by_pattern && !by_pattern->boolean())) {
      unsupported("a BPE that is not cut by GPT-2's pattern (pre_tokenizer ByteLevel)");
    }
    prefix_space_ = cutting.at("add_prefix_space").boolean();
    // Any of these would join pieces in another way than RoBERTa's does.
    for (const char* name : {"dropout", "continuing_subword_prefix", "end_of_word_suffix",
                             "byte_fallback", "ignore_merges"}) {
      if (const auto setting = model.find(name); setting && !is_off(setting->value())) {
        unsupported("a BPE with " + std::string(name));
      }
    }
    read_vocabulary(model.at("vocab"), root);
    read_merges(model.at("merges"));
    ids_ = {.begin = special("<s>"),
            .padding = special("<pad>"),
            .end = special("</s>"),
            .unknown = special("<unk>"),
            .mask = special("<mask>")};
  }

  TokenizerSpec spec() const override { return {TokenizerKind::kBytePairs, tokens_.size(), ids_}; }

  void each_piece(std::string_view text, const OnPiece& on_piece) const override {
    if (text.empty()) return;
    std::string prefixed;
    const bool prefix = prefix_space_ && text.front() != ' ';
    if (prefix) {
      prefixed = ' ';
      prefixed += text;
      text = prefixed;
    }
    const std::size_t before = prefix ? 1 : 0;
    const auto in_text = [before](std::size_t at) { return at - std::min(at, before); };
    std::vector<Symbol> symbols;
    for (std::size_t begin = 0; begin < text.size();) {
      const std::size_t end = end_of_word(text, begin);
      join(text, begin, end, symbols);
      for (std::ptrdiff_t at = 0; at >= 0; at = symbols[static_cast<std::size_t>(at)].after) {
        const Symbol& symbol = symbols[static_cast<std::size_t>(at)];
        on_piece(symbol.id, at == 0, ByteSpan{in_text(symbol.begin), in_text(symbol.end)});
      }
      begin = end;
    }
  }

  std::string piece(std::int32_t id) const override {
    return tokens_[static_cast<std::size_t>(id)];
  }

  std::string surface(std::int32_t id) const override {
    for (const std::int32_t own : {ids_.begin, ids_.padding, ids_.end, ids_.unknown, ids_.mask}) {
      if (id == own) return {};
    }
    const std::string token = piece(id);
    std::string bytes;
    for (std::size_t begin = 0; begin < token.size();) {
      const std::size_t end = character_at(token, begin).end;
      const auto found = byte_of_.find(token.substr(begin, end - begin));
      if (found != byte_of_.end()) bytes.push_back(static_cast<char>(found->second));
      begin = end;
    }
    return bytes.starts_with(' ') ? std::string(kWordStart) + bytes.substr(1) : bytes;
  }

 private:
  struct Merge {
    std::int32_t rank = 0;  // smaller ones were learned first
    std::int32_t id = 0;    // what the two become
  };
  // A run of bytes on its way to being a piece; those that were joined to the one before have none.
  struct Symbol {
    std::int32_t id = 0;
    std::size_t begin = 0, end = 0;          // in the text
    std::ptrdiff_t before = -1, after = -1;  // its neighbours, -1 for none
  };
  struct Candidate {
    std::int32_t rank = 0;
    std::ptrdiff_t at = 0;  // the left one of the two
    std::int32_t id = 0;

    // The queue's top is the pair that was learned first, the leftmost among equals.
    bool operator<(const Candidate& other) const {
      return rank != other.rank ? rank > other.rank : at > other.at;
    }
  };

  [[noreturn]] static void unsupported(const std::string& what) {
    throw Error(ErrorCode::kUnsupported, "tokenizer.json: " + what + " is not supported");
  }

  static bool is_off(const Json& setting) {
    if (setting.is_string()) return setting.get_ref<const std::string&>().empty();
    return setting.is_null() || setting == false || setting == 0;
  }

  [[noreturn]] static void no_token(const JsonField& merge, const std::string& left,
                                    const std::string& right) {
    merge.fail("\"" + left + "\" and \"" + right + "\" or what they become is no token");
  }

  static std::uint64_t pair_key(std::int32_t left, std::int32_t right) {
    return static_cast<std::uint64_t>(static_cast<std::uint32_t>(left)) << 32U |
           static_cast<std::uint32_t>(right);
  }

  void put(const std::string& token, const Json& id, const JsonField& where) {
    constexpr std::uint64_t kMost = 1U << 24U;
    if (!id.is_number_unsigned() || id.get<std::uint64_t>() > kMost) {
      where.fail("the id of \"" + token + "\" is no number below 16777216");
    }
    const auto index = id.get<std::size_t>();
    if (index >= tokens_.size()) tokens_.resize(index + 1);
    tokens_[index] = token;
    id_of_[token] = id.get<std::int32_t>();
  }

  void read_vocabulary(const JsonField& vocabulary, const JsonField& root) {
    vocabulary.require_object();
    for (const auto& [token, id] : vocabulary.value().items()) put(token, id, vocabulary);
    if (const auto added = root.find("added_tokens")) {
      for (std::size_t i = 0; i < added->size(); ++i) {
        const JsonField token = added->element(i);
        if (const auto kind = token.find("special"); kind && !kind->boolean()) {
          unsupported("an added token that is not special, \"" + token.at("content").text() +
                      "\",");
        }
        put(token.at("content").text(), token.at("id").value(), token);
      }
    }
    const auto names = visible_bytes();
    for (std::size_t byte = 0; byte < names.size(); ++byte) {
      const auto found = id_of_.find(names[byte]);
      if (found == id_of_.end()) {
        vocabulary.fail("has no token for the byte " + std::to_string(byte));
      }
      byte_ids_[byte] = found->second;
      byte_of_[names[byte]] = static_cast<std::uint8_t>(byte);
    }
  }

  void read_merges(const JsonField& merges) {
    for (std::size_t i = 0; i < merges.size(); ++i) {
      const JsonField merge = merges.element(i);
      std::string left, right;
      if (merge.value().is_array()) {
        left = merge.element(0).text();
        right = merge.element(1).text();
      } else {
        const std::string both = merge.text();
        const std::size_t space = std::min(both.find(' '), both.size());
        left = both.substr(0, space);
        right = both.substr(std::min(space + 1, both.size()));
      }
      const auto a = id_of_.find(left), b = id_of_.find(right), joined = id_of_.find(left + right);
      if (a == id_of_.end() || b == id_of_.end() || joined == id_of_.end()) {
        no_token(merge, left, right);
      }
      merges_.emplace(pair_key(a->second, b->second),
                      Merge{static_cast<std::int32_t>(i), joined->second});
    }
  }

  std::int32_t special(const std::string& name) const {
    const auto found = id_of_.find(name);
    if (found == id_of_.end()) unsupported("a vocabulary without " + name);
    return found->second;
  }

  // The pieces of the word [begin, end) of the text, as a list that starts with the first symbol.
  void join(std::string_view text, std::size_t begin, std::size_t end,
            std::vector<Symbol>& symbols) const {
    symbols.clear();
    const auto size = static_cast<std::ptrdiff_t>(end - begin);
    for (std::ptrdiff_t i = 0; i < size; ++i) {
      const std::size_t at = begin + static_cast<std::size_t>(i);
      symbols.push_back({byte_ids_[static_cast<unsigned char>(text[at])], at, at + 1, i - 1,
                         i + 1 < size ? i + 1 : -1});
    }
    std::priority_queue<Candidate> candidates;
    const auto consider = [&](std::ptrdiff_t at) {
      if (at < 0) return;
      const Symbol& left = symbols[static_cast<std::size_t>(at)];
      if (left.after < 0) return;
      const Symbol& right = symbols[static_cast<std::size_t>(left.after)];
      const auto found = merges_.find(pair_key(left.id, right.id));
      if (found != merges_.end()) candidates.push({found->second.rank, at, found->second.id});
    };
    for (std::ptrdiff_t i = 0; i + 1 < size; ++i) consider(i);
    while (!candidates.empty()) {
      const Candidate candidate = candidates.top();
      candidates.pop();
      Symbol& left = symbols[static_cast<std::size_t>(candidate.at)];
      // One of the two may have been joined to another meanwhile.
      if (left.begin == left.end || left.after < 0) continue;
      Symbol& right = symbols[static_cast<std::size_t>(left.after)];
      const auto found = merges_.find(pair_key(left.id, right.id));
      if (found == merges_.end() || found->second.id != candidate.id) continue;
      left.id = candidate.id;
      left.end = right.end;
      right.begin = right.end;
      left.after = right.after;
      if (left.after >= 0) symbols[static_cast<std::size_t>(left.after)].before = candidate.at;
      consider(left.before);
      consider(candidate.at);
    }
  }

  std::vector<std::string> tokens_;
  std::unordered_map<std::string, std::int32_t> id_of_;
  std::array<std::int32_t, 256> byte_ids_{};
  std::unordered_map<std::string, std::uint8_t> byte_of_;
  std::unordered_map<std::uint64_t, Merge> merges_;
  SpecialIds ids_;
  bool prefix_space_ = false;
};

}  // namespace

std::unique_ptr<TokenizerModel> open_byte_pairs(const nlohmann::json& document) {
  return std::make_unique<BytePairModel>(document);
}

}  // namespace linnet
