// BERT's tokenizer, and MPNet's (Devlin et al., 2019), as Hugging Face's `tokenizers` has it: text
// cleaned, CJK characters apart, accents stripped and letters folded in uncased vocabularies; words
// at white space and punctuation; then the longest pieces that the vocabulary has, from the left.
//
// It differs from that one in three ways. Control characters are spaces, as clean_utf8() leaves
// them, where the reference leaves them out. The names of special tokens in a text ("[SEP]") are
// text. And punctuation and marks that Unicode gained after its version 8 are what utf8proc says
// they are; the reference does not know them and takes them for letters (bench/tokenizer_ids.py
// counts such texts).
#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "core/error.h"
#include "core/strict_json.h"
#include "core/tokenizer_model.h"

namespace linnet {
namespace {

constexpr std::string_view kContinues = "##";
constexpr std::size_t kLongestWord = 100;  // characters; longer ones are unknown
constexpr std::int32_t kReplacement = 0xFFFD;

[[noreturn]] void malformed(const std::string& what) {
  throw Error(ErrorCode::kInvalidFormat,
              "tokenizer: not a SentencePiece model, nor a vocabulary of WordPiece: " + what);
}

struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};
using Ids = std::unordered_map<std::string, std::int32_t, StringHash, std::equal_to<>>;

// How vocabularies call their special tokens.
struct SpecialNames {
  const char *begin, *padding, *end, *unknown, *mask;
};
constexpr SpecialNames kBertNames{"[CLS]", "[PAD]", "[SEP]", "[UNK]", "[MASK]"};
// MPNet's has those of BERT as well, and does not use them.
constexpr SpecialNames kMpnetNames{"<s>", "<pad>", "</s>", "[UNK]", "<mask>"};

struct Vocabulary {
  std::vector<std::string> tokens;
  bool lower_case = true;     // fold letters
  bool strip_accents = true;  // decompose, and leave marks out
};

bool has_capital(std::string_view token) {
  return std::any_of(token.begin(), token.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

bool is_special_name(std::string_view token) {
  return token.size() > 2 && token.front() == '[' && token.back() == ']';
}

// A line a token, in the order of the ids.
Vocabulary read_vocab_txt(std::string_view bytes) {
  Vocabulary vocabulary;
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    std::string_view line = bytes.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    vocabulary.tokens.emplace_back(line);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
  }
  const bool cased = std::any_of(
      vocabulary.tokens.begin(), vocabulary.tokens.end(),
      [](const std::string& token) { return has_capital(token) && !is_special_name(token); });
  vocabulary.lower_case = vocabulary.strip_accents = !cased;
  return vocabulary;
}

// The library's own way of writing JSON would be the only use of it here, and weighs 5 kB of what a
// page downloads.
std::string literal(const nlohmann::json& value) {
  if (value.is_string()) return '"' + value.get<std::string>() + '"';
  if (value.is_boolean()) return value.get<bool>() ? "true" : "false";
  if (value.is_number_unsigned()) return std::to_string(value.get<std::uint64_t>());
  return value.type_name();
}

void require(const nlohmann::json& object, const char* name, const nlohmann::json& wanted) {
  const auto found = object.find(name);
  if (found != object.end() && *found == wanted) return;
  throw Error(ErrorCode::kUnsupported, std::string("tokenizer.json: only \"") + name +
                                           "\": " + literal(wanted) + " is supported, not " +
                                           (found == object.end() ? "none" : literal(*found)));
}

Vocabulary read_tokenizer_json(const nlohmann::json& document) {
  const JsonField root(document, "tokenizer.json:");
  const JsonField model = root.at("model");
  const JsonField normaliser = root.at("normalizer");
  normaliser.require_object();
  require(model.value(), "type", "WordPiece");
  require(model.value(), "continuing_subword_prefix", kContinues);
  require(model.value(), "unk_token", "[UNK]");
  require(model.value(), "max_input_chars_per_word", kLongestWord);
  require(normaliser.value(), "type", "BertNormalizer");
  require(normaliser.value(), "clean_text", true);
  require(normaliser.value(), "handle_chinese_chars", true);
  require(root.at("pre_tokenizer").value(), "type", "BertPreTokenizer");
  Vocabulary vocabulary;
  vocabulary.lower_case = normaliser.at("lowercase").boolean();
  const auto accents = normaliser.value().find("strip_accents");
  vocabulary.strip_accents = accents == normaliser.value().end() || accents->is_null()
                                 ? vocabulary.lower_case
                                 : normaliser.at("strip_accents").boolean();
  const JsonField pieces = model.at("vocab");
  pieces.require_object();
  vocabulary.tokens.resize(pieces.value().size());
  std::vector<bool> taken(vocabulary.tokens.size(), false);
  for (const auto& [token, value] : pieces.value().items()) {
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() >= taken.size() ||
        taken[value.get<std::size_t>()]) {
      pieces.fail("the id of \"" + token + "\" is taken, or leaves gaps");
    }
    taken[value.get<std::size_t>()] = true;
    vocabulary.tokens[value.get<std::size_t>()] = token;
  }
  return vocabulary;
}

enum class Kind : std::uint8_t {
  kLetter,       // part of a word
  kSpace,        // ends a word
  kPunctuation,  // a word by itself
  kNothing,      // left out
};

bool is_cjk(std::int32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) ||
         (c >= 0x20000 && c <= 0x2A6DF) || (c >= 0x2A700 && c <= 0x2B73F) ||
         (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

Kind kind_of(std::int32_t c) {
  if (c < 0x80) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') return Kind::kSpace;
    if (c < 0x20 || c == 0x7F) return Kind::kNothing;
    const bool alphanumeric =
        (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return alphanumeric ? Kind::kLetter : Kind::kPunctuation;
  }
  switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return Kind::kSpace;
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
      return Kind::kNothing;
    case UTF8PROC_CATEGORY_PC:
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO:
      return Kind::kPunctuation;
    default:
      return c == kReplacement ? Kind::kNothing : Kind::kLetter;
  }
}

// A word as the vocabulary spells it, and where in the text each of its characters comes from.
class Word {
 public:
  bool empty() const { return ends_.empty(); }
  std::size_t size() const { return ends_.size(); }
  void clear() {
    bytes_.clear();
    ends_.clear();
    sources_.clear();
  }
  void add(std::int32_t c, ByteSpan source) {
    if (c < 0x80) {
      bytes_.push_back(static_cast<char>(c));
    } else {
      std::array<utf8proc_uint8_t, 4> utf8{};
      const auto length = utf8proc_encode_char(c, utf8.data());
      for (utf8proc_ssize_t i = 0; i < length; ++i) {
        bytes_.push_back(static_cast<char>(utf8[static_cast<std::size_t>(i)]));
      }
    }
    ends_.push_back(bytes_.size());
    sources_.push_back(source);
  }
  std::size_t begin_of(std::size_t character) const {
    return character == 0 ? 0 : ends_[character - 1];
  }
  // Characters [begin, end).
  std::string_view text(std::size_t begin, std::size_t end) const {
    return std::string_view(bytes_).substr(begin_of(begin), begin_of(end) - begin_of(begin));
  }
  ByteSpan source(std::size_t begin, std::size_t end) const {
    return {sources_[begin].begin, sources_[end - 1].end};
  }

 private:
  std::string bytes_;
  std::vector<std::size_t> ends_;
  std::vector<ByteSpan> sources_;
};

class WordPieceModel final : public TokenizerModel {
 public:
  explicit WordPieceModel(Vocabulary vocabulary) : vocabulary_(std::move(vocabulary)) {
    const auto& tokens = vocabulary_.tokens;
    const bool mpnet = std::find(tokens.begin(), tokens.end(), kMpnetNames.begin) != tokens.end();
    const SpecialNames& names = mpnet ? kMpnetNames : kBertNames;
    ids_ = {.begin = special(names.begin),
            .padding = special(names.padding),
            .end = special(names.end),
            .unknown = special(names.unknown),
            .mask = special(names.mask)};
    for (std::size_t id = 0; id < vocabulary_.tokens.size(); ++id) {
      std::string_view token = vocabulary_.tokens[id];
      const bool continues = token.starts_with(kContinues) && token.size() > kContinues.size();
      if (continues) token.remove_prefix(kContinues.size());
      longest_ = std::max(longest_, token.size());
      auto& ids = continues ? continuing_ : starting_;
      if (!ids.emplace(token, static_cast<std::int32_t>(id)).second) {
        malformed("\"" + vocabulary_.tokens[id] + "\" is listed twice");
      }
    }
  }

  TokenizerSpec spec() const override {
    return {TokenizerKind::kWordPiece, vocabulary_.tokens.size(), ids_};
  }

  void each_piece(std::string_view text, const OnPiece& on_piece) const override {
    Word word;
    const auto end_word = [&] {
      if (!word.empty()) cut(word, on_piece);
      word.clear();
    };
    const auto add = [&](std::int32_t c, ByteSpan source) {
      if (kind_of(c) == Kind::kPunctuation) {
        end_word();
        word.add(c, source);
        end_word();
      } else {
        word.add(c, source);
      }
    };
    for (std::size_t begin = 0; begin < text.size();) {
      const auto lead = static_cast<unsigned char>(text[begin]);
      if (lead < 0x80) {
        const ByteSpan source{begin, begin + 1};
        ++begin;
        const Kind kind = kind_of(lead);
        if (kind == Kind::kSpace) end_word();
        const bool capital = lead >= 'A' && lead <= 'Z';
        if (kind == Kind::kLetter || kind == Kind::kPunctuation) {
          add(capital && vocabulary_.lower_case ? lead + ('a' - 'A') : lead, source);
        }
        continue;
      }
      utf8proc_int32_t c = 0;
      const auto length =
          utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data() + begin),
                           static_cast<utf8proc_ssize_t>(text.size() - begin), &c);
      if (length <= 0) {  // text is well-formed: only a caller's mistake ends here
        ++begin;
        continue;
      }
      const ByteSpan source{begin, begin + static_cast<std::size_t>(length)};
      begin = source.end;
      const Kind kind = kind_of(c);
      if (kind == Kind::kNothing) continue;
      if (kind == Kind::kSpace) {
        end_word();
        continue;
      }
      const bool alone = is_cjk(c);
      if (alone) end_word();
      normalise(c, [&](std::int32_t normal) { add(normal, source); });
      if (alone) end_word();
    }
    end_word();
  }

  std::string piece(std::int32_t id) const override {
    return vocabulary_.tokens[static_cast<std::size_t>(id)];
  }

  std::string surface(std::int32_t id) const override {
    const std::string token = piece(id);
    if (is_special_name(token)) return {};
    for (const std::int32_t own : {ids_.begin, ids_.padding, ids_.end, ids_.mask}) {
      if (id == own) return {};
    }
    if (token.starts_with(kContinues) && token.size() > kContinues.size()) {
      return token.substr(kContinues.size());
    }
    return std::string(kWordStart) + token;
  }

 private:
  std::int32_t special(const std::string& name) const {
    const auto found = std::find(vocabulary_.tokens.begin(), vocabulary_.tokens.end(), name);
    if (found == vocabulary_.tokens.end()) {
      malformed("it has no " + name + " among its " + std::to_string(vocabulary_.tokens.size()) +
                " tokens");
    }
    return static_cast<std::int32_t>(found - vocabulary_.tokens.begin());
  }

  template <typename OnCharacter>
  void normalise(std::int32_t c, const OnCharacter& on_character) const {
    constexpr std::int32_t kCapitalIWithDot = 0x130, kDotAbove = 0x307;
    std::array<utf8proc_int32_t, 8> parts{c};
    utf8proc_ssize_t count = 1;
    if (vocabulary_.strip_accents) {
      int unused = 0;
      count = utf8proc_decompose_char(c, parts.data(), parts.size(), UTF8PROC_DECOMPOSE, &unused);
    }
    for (utf8proc_ssize_t i = 0; i < count; ++i) {
      const std::int32_t part = parts[static_cast<std::size_t>(i)];
      if (vocabulary_.strip_accents && utf8proc_category(part) == UTF8PROC_CATEGORY_MN) continue;
      if (!vocabulary_.lower_case) {
        on_character(part);
      } else if (part == kCapitalIWithDot) {  // the one letter whose small form is two characters
        on_character('i');
        on_character(kDotAbove);
      } else {
        on_character(utf8proc_tolower(part));
      }
    }
  }

  void cut(const Word& word, const OnPiece& on_piece) const {
    const std::size_t size = word.size();
    std::array<std::pair<std::int32_t, std::size_t>, kLongestWord> found;  // id, first character
    std::size_t count = 0;
    for (std::size_t begin = 0; begin < size && size <= kLongestWord;) {
      const Ids& ids = begin == 0 ? starting_ : continuing_;
      std::size_t end = size;
      auto match = ids.end();
      for (; end > begin; --end) {
        const std::string_view part = word.text(begin, end);
        if (part.size() > longest_) continue;
        match = ids.find(part);
        if (match != ids.end()) break;
      }
      if (end == begin) {
        count = 0;
        break;
      }
      found[count++] = {match->second, begin};
      begin = end;
    }
    if (count == 0) return on_piece(ids_.unknown, true, word.source(0, size));
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t end = i + 1 < count ? found[i + 1].second : size;
      on_piece(found[i].first, i == 0, word.source(found[i].second, end));
    }
  }

  Vocabulary vocabulary_;
  SpecialIds ids_;
  Ids starting_, continuing_;  // the latter without "##"
  std::size_t longest_ = 0;    // bytes of any of these
};

}  // namespace

std::unique_ptr<TokenizerModel> open_wordpiece(std::string_view bytes) {
  return std::make_unique<WordPieceModel>(read_vocab_txt(bytes));
}

std::unique_ptr<TokenizerModel> open_wordpiece(const nlohmann::json& document) {
  return std::make_unique<WordPieceModel>(read_tokenizer_json(document));
}

}  // namespace linnet
