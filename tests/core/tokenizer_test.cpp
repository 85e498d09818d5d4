// The tokenizer over a tiny model: framing, hostile texts, and the same ids in every build.
#include "core/tokenizer.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <sstream>

#include "core/error.h"
#include "core/utf8.h"
#include "tests/core/hostile_texts.h"
#include "tests/core/random_bytes.h"
#include "tests/core/tiny_tokenizer.h"
#include "tests/core/token_digest.h"

namespace linnet {
namespace {

using test::tiny_tokenizer;

const std::string kData = LINNET_TEST_DATA;

std::string joined(const Pieces& pieces) {
  std::string text;
  for (const std::int32_t id : pieces.ids) text += tiny_tokenizer().piece(id);
  return text;
}

TEST_CASE("the special pieces have RoBERTa's ids") {
  CHECK(tiny_tokenizer().piece(kRobertaIds.begin) == "<s>");
  CHECK(tiny_tokenizer().piece(kRobertaIds.padding) == "<pad>");
  CHECK(tiny_tokenizer().piece(kRobertaIds.end) == "</s>");
  CHECK(tiny_tokenizer().piece(kRobertaIds.unknown) == "<unk>");
  CHECK(tiny_tokenizer().piece(kRobertaIds.mask) == "<mask>");
  CHECK(tiny_tokenizer().vocabulary_size() == 560);
}

TEST_CASE("pieces say where words begin") {
  const Pieces pieces = tiny_tokenizer().pieces("Weather  stations");
  CHECK(joined(pieces) == "\xE2\x96\x81weather\xE2\x96\x81stations");
  REQUIRE(pieces.ids.size() == pieces.starts_word.size());
  CHECK(std::count(pieces.starts_word.begin(), pieces.starts_word.end(), 1) == 2);
  CHECK(pieces.starts_word.front() == 1);
  CHECK_FALSE(pieces.truncated);
}

TEST_CASE("a pair is encoded with its frame") {
  const Encoding encoding = tiny_tokenizer().encode("Weather", "daily rain", {});
  std::vector<std::int32_t> expected = {kRobertaIds.begin};
  for (const char* field : {"Weather", "daily rain"}) {
    const Pieces pieces = tiny_tokenizer().pieces(field);
    expected.insert(expected.end(), pieces.ids.begin(), pieces.ids.end());
    expected.push_back(kRobertaIds.end);
  }
  REQUIRE(encoding.windows.size() == 1);
  CHECK(encoding.windows[0] == expected);
  CHECK(tiny_tokenizer().encode("", "", {}).windows[0] ==
        std::vector<std::int32_t>{kRobertaIds.begin, kRobertaIds.end, kRobertaIds.end});
}

TEST_CASE("the names of special pieces in a text are text") {
  for (const char* name : {"<s>", "</s>", "<pad>", "<unk>", "<mask>", "x<mask>y </s> <s>"}) {
    CAPTURE(name);
    const Pieces pieces = tiny_tokenizer().pieces(name);
    CHECK_FALSE(pieces.ids.empty());
    CHECK(std::all_of(pieces.ids.begin(), pieces.ids.end(),
                      [](auto id) { return id > kRobertaIds.mask; }));
  }
}

TEST_CASE("a field over the limit is read to its limit and reported") {
  std::string text(kMaxFieldBytes, ' ');
  text.replace(0, 4, "rain");
  CHECK_FALSE(tiny_tokenizer().pieces(text).truncated);
  text += "wind";
  const Pieces pieces = tiny_tokenizer().pieces(text);
  CHECK(pieces.truncated);
  CHECK(pieces.ids == tiny_tokenizer().pieces("rain").ids);
  CHECK(tiny_tokenizer().encode("", text, {}).truncated);
  CHECK(tiny_tokenizer().encode(text, "", {}).truncated);
}

TEST_CASE("ill-formed bytes are read as replacement characters") {
  CHECK(tiny_tokenizer().pieces("rain\xFFwind").ids ==
        tiny_tokenizer().pieces("rain\xEF\xBF\xBDwind").ids);
  CHECK(tiny_tokenizer().pieces(std::string("rain\0wind", 9)).ids ==
        tiny_tokenizer().pieces("rain wind").ids);
}

TEST_CASE("ids out of range have no piece") {
  CHECK_THROWS_AS(tiny_tokenizer().piece(-1), Error);
  CHECK_THROWS_WITH(tiny_tokenizer().piece(560), Catch::Contains("0 to 559"));
}

TEST_CASE("there are over 200 hostile texts, each with its own name") {
  std::set<std::string> names;
  const auto texts = test::hostile_texts();
  for (const auto& text : texts) {
    CHECK(names.insert(text.name).second);
    if (text.name.find(' ') != std::string::npos) FAIL(text.name);
  }
  CHECK(texts.size() >= 250);
}

TEST_CASE("every hostile text gives the ids on record, natively and in WebAssembly") {
  std::istringstream expected(test::file_bytes(kData + "/tiny_tokenizer.ids"));
  std::string line;
  std::size_t count = 0;
  for (const auto& text : test::hostile_texts()) {
    if (!std::getline(expected, line)) FAIL("tiny_tokenizer.ids is too short: make it again");
    CHECK(test::token_digest(tiny_tokenizer(), text) == line);
    ++count;
  }
  CHECK_FALSE(std::getline(expected, line));
  CHECK(count >= 250);
}

TEST_CASE("every hostile text keeps the frame of its windows") {
  const TokenLimits limits{.max_tokens = 32, .overlap = 4, .max_windows = 3};
  for (const auto& text : test::hostile_texts()) {
    if (text.bytes.size() > kMaxFieldBytes + 100) continue;  // cut, they look like the others
    CAPTURE(text.name);
    const Encoding encoding = tiny_tokenizer().encode("Title", text.bytes, limits);
    bool framed = !encoding.windows.empty() && encoding.windows.size() <= limits.max_windows;
    for (const auto& window : encoding.windows) {
      framed = framed && window.size() <= limits.max_tokens &&
               window.front() == kRobertaIds.begin && window.back() == kRobertaIds.end &&
               std::count(window.begin(), window.end(), kRobertaIds.end) == 2 &&
               std::count(window.begin(), window.end(), kRobertaIds.begin) == 1 &&
               std::count(window.begin(), window.end(), kRobertaIds.mask) == 0;
    }
    CHECK(framed);
  }
}

TEST_CASE("what is no model is refused") {
  CHECK_THROWS_WITH(Tokenizer(""), Catch::Contains("not a SentencePiece model"));
  CHECK_THROWS_WITH(Tokenizer("not a model at all"), Catch::Contains("not a SentencePiece model"));
  std::string cut = test::file_bytes(kData + "/tiny_tokenizer.model");
  cut.resize(cut.size() / 2);
  CHECK_THROWS_AS(Tokenizer(cut), Error);
}

TEST_CASE("a model whose special pieces are elsewhere is unsupported") {
  std::string model = test::file_bytes(kData + "/tiny_tokenizer.model");
  for (const std::string name : {"<pad>", "</s>", "<mask>"}) {
    std::string changed = model;
    const std::size_t at = changed.find(name);
    REQUIRE(at != std::string::npos);
    changed[at + 1] = '#';
    try {
      const Tokenizer tokenizer(changed);
      FAIL("was accepted without " + name);
    } catch (const Error& error) {
      CHECK((error.code() == ErrorCode::kUnsupported || error.code() == ErrorCode::kInvalidFormat));
    }
  }
}

}  // namespace
}  // namespace linnet
