// WordPiece over a small made vocabulary: BERT's ids, offsets, and what is refused.
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/tokenizer.h"
#include "core/utf8.h"
#include "tests/core/hostile_texts.h"

namespace linnet {
namespace {

using Words = std::vector<std::string>;

const char kUncased[] =
    "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n"
    "rain\n##fall\n##s\nthe\ncafe\na\n##b\n,\n[\n]\nsep\n\xE9\x9B\xA8\n"  // 雨
    "i\nsoft\n##ware\n.\n\xCE\xBA\n##\xCF\x83\n##\xCE\xB1\n";             // κ σ α
const char kCased[] = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nRain\nrain\ncafe\ncaf\n##\xC3\xA9\n";

Words words_of(const Tokenizer& tokenizer, const std::string& text) {
  Words words;
  for (const std::int32_t id : tokenizer.pieces(text).ids) words.push_back(tokenizer.piece(id));
  return words;
}

TEST_CASE("the longest pieces are taken from the left; a word that is not made of any is unknown") {
  const Tokenizer tokenizer{std::string_view(kUncased)};
  CHECK(words_of(tokenizer, "The rainfalls") == Words{"the", "rain", "##fall", "##s"});
  CHECK(words_of(tokenizer, "rainy rain") == Words{"[UNK]", "rain"});
  CHECK(words_of(tokenizer, "rain,rain") == Words{"rain", ",", "rain"});
  CHECK(tokenizer.pieces("The rainfalls").starts_word == std::vector<std::uint8_t>{1, 1, 0, 0});
  CHECK(words_of(tokenizer, "a" + std::string(99, 'b')).size() == 100);
  CHECK(words_of(tokenizer, "a" + std::string(100, 'b')) == Words{"[UNK]"});
}

TEST_CASE("an uncased vocabulary folds letters, strips accents, and leaves invisible signs out") {
  const Tokenizer tokenizer{std::string_view(kUncased)};
  CHECK(words_of(tokenizer, "CAF\xC3\x89") == Words{"cafe"});
  CHECK(words_of(tokenizer, "cafe\xCC\x81") == Words{"cafe"});                // a combining accent
  CHECK(words_of(tokenizer, "soft\xC2\xADware") == Words{"soft", "##ware"});  // a soft hyphen
  CHECK(words_of(tokenizer,
                 "so\xE2\x80\x8D"
                 "ft") == Words{"soft"});                // a joiner
  CHECK(words_of(tokenizer, "\xC4\xB0") == Words{"i"});  // a dotted capital I
  CHECK(words_of(tokenizer, "\xCE\x9A\xCE\xA3\xCE\x91") ==
        Words{"\xCE\xBA", "##\xCF\x83", "##\xCE\xB1"});
  CHECK(words_of(tokenizer, "rain\xE9\x9B\xA8rain") == Words{"rain", "\xE9\x9B\xA8", "rain"});
  CHECK(words_of(tokenizer, "rain\xE3\x80\x80rain") == Words{"rain", "rain"});  // a wide space
}

TEST_CASE("a cased vocabulary is known by its capital letters, and folds nothing") {
  const Tokenizer tokenizer{std::string_view(kCased)};
  CHECK(words_of(tokenizer, "Rain rain RAIN") == Words{"Rain", "rain", "[UNK]"});
  CHECK(words_of(tokenizer, "caf\xC3\xA9") == Words{"caf", "##\xC3\xA9"});
}

TEST_CASE("the names of special tokens in a text are text") {
  const Tokenizer tokenizer{std::string_view(kUncased)};
  CHECK(words_of(tokenizer, "[SEP]") == Words{"[", "sep", "]"});
}

TEST_CASE("a pair is framed with the vocabulary's own special tokens") {
  const Tokenizer tokenizer{std::string_view(kUncased)};
  CHECK(tokenizer.spec().kind == TokenizerKind::kWordPiece);
  CHECK(tokenizer.spec().ids ==
        SpecialIds{.begin = 2, .padding = 0, .end = 3, .unknown = 1, .mask = 4});
  CHECK(tokenizer.encode("rain", "the", {}).windows.front() ==
        std::vector<std::int32_t>{2, 5, 3, 8, 3});
}

TEST_CASE("a vocabulary of MPNet's frames with <s> and </s>, and has BERT's unknown token") {
  const std::string vocabulary = "<s>\n<pad>\n</s>\n<unk>\n" + std::string(kUncased) + "<mask>\n";
  const Tokenizer tokenizer{vocabulary};
  CHECK(tokenizer.spec().ids ==
        SpecialIds{.begin = 0, .padding = 1, .end = 2, .unknown = 5, .mask = 28});
  CHECK(words_of(tokenizer, "rain <s> qq").back() == "[UNK]");
  CHECK(tokenizer.encode("rain", "the", {}).windows.front() ==
        std::vector<std::int32_t>{0, 9, 2, 12, 2});
  CHECK(tokenizer.surface(0).empty());
  CHECK(tokenizer.surface(28).empty());
  CHECK(tokenizer.surface(9) == "\xE2\x96\x81rain");
}

TEST_CASE("surfaces mark where words start, and special tokens have none") {
  const Tokenizer tokenizer{std::string_view(kUncased)};
  CHECK(tokenizer.surface(5) == "\xE2\x96\x81rain");
  CHECK(tokenizer.surface(6) == "fall");
  CHECK(tokenizer.surface(3).empty());
}

TEST_CASE("spans are where the pieces stand in the text, accents and all") {
  const Tokenizer tokenizer{std::string_view(kUncased)};
  const std::string text = "The caf\xC3\xA9, rainfalls";
  Words words;
  for (const ByteSpan& span : tokenizer.spans(text)) {
    words.push_back(text.substr(span.begin, span.end - span.begin));
  }
  CHECK(words == Words{"The", "caf\xC3\xA9", ",", "rain", "fall", "s"});
}

TEST_CASE("the spans of any text are in order, within it, and one a piece") {
  const Tokenizer tokenizer{std::string_view(kUncased)};
  for (const auto& hostile : test::hostile_texts()) {
    CAPTURE(hostile.name);
    const std::string text = clean_utf8(utf8_prefix(hostile.bytes, test::kSpanBytes));
    const auto spans = tokenizer.spans(text);
    REQUIRE(spans.size() == tokenizer.pieces(text).ids.size());
    bool sound = true;
    std::size_t last = 0;
    for (const ByteSpan& span : spans) {
      sound = sound && span.begin <= span.end && span.end <= text.size() && span.end >= last;
      last = span.end;
    }
    CHECK(sound);
  }
}

TEST_CASE("a tokenizer.json gives the ids of the vocab.txt that it holds") {
  std::string vocabulary;
  const Tokenizer plain{std::string_view(kUncased)};
  for (std::size_t id = 0; id < plain.vocabulary_size(); ++id) {
    vocabulary += (id > 0 ? ",\"" : "\"") + plain.piece(static_cast<std::int32_t>(id)) +
                  "\":" + std::to_string(id);
  }
  const auto json = [&](const std::string& normaliser) {
    return R"({"normalizer":{"type":"BertNormalizer","clean_text":true,)" + normaliser +
           R"(},"pre_tokenizer":{"type":"BertPreTokenizer"},"model":{"type":"WordPiece",)"
           R"("unk_token":"[UNK]","continuing_subword_prefix":"##",)"
           R"("max_input_chars_per_word":100,"vocab":{)" +
           vocabulary + "}}}";
  };
  const Tokenizer tokenizer(
      json(R"("handle_chinese_chars":true,"strip_accents":null,"lowercase":true)"));
  CHECK(tokenizer.spec() == plain.spec());
  const std::string text = "The Caf\xC3\xA9 rainfalls, soft\xC2\xADware";
  CHECK(tokenizer.pieces(text).ids == plain.pieces(text).ids);
  CHECK_THROWS_WITH(
      Tokenizer(json(R"("handle_chinese_chars":false,"strip_accents":null,"lowercase":true)")),
      Catch::Contains("only \"handle_chinese_chars\": true is supported, not false"));
  const auto refused = [&](const std::string& own, const std::string& other, const char* because) {
    std::string changed =
        json(R"("handle_chinese_chars":true,"strip_accents":null,"lowercase":true)");
    changed.replace(changed.find(own), own.size(), other);
    CHECK_THROWS_WITH(Tokenizer(changed), Catch::Contains(because));
  };
  refused("\"##\"", "\"@@\"", "\"##\" is supported, not \"@@\"");
  refused(":100,", ":50,", "100 is supported, not 50");
  refused(":100,", ":[],", "100 is supported, not array");
  refused("\"clean_text\":true,", "", "\"clean_text\": true is supported, not none");
  CHECK_THROWS_AS(Tokenizer("{\"model\": 3}"), Error);
}

TEST_CASE("a vocabulary without a special token, or with a token twice, is refused in words") {
  CHECK_THROWS_WITH(Tokenizer("[PAD]\n[UNK]\n[CLS]\n[MASK]\nrain\n"),
                    Catch::Contains("it has no [SEP] among its 5 tokens"));
  CHECK_THROWS_WITH(Tokenizer("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nrain\nrain\n"),
                    Catch::Contains("\"rain\" is listed twice"));
  CHECK_THROWS_AS(Tokenizer(""), Error);
  CHECK_THROWS_AS(Tokenizer("<html>not a tokenizer</html>"), Error);
}

}  // namespace
}  // namespace linnet
