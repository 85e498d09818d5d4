// Byte-level BPE over a small vocabulary that Hugging Face's `tokenizers` learned from this
// project's own documents; the ids expected here are that library's.
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/tokenizer.h"
#include "core/utf8.h"
#include "tests/core/hostile_texts.h"
#include "tests/core/token_digest.h"

namespace linnet {
namespace {

using Ids = std::vector<std::int32_t>;

std::string tiny_bpe() {
  return test::file_bytes(std::string(LINNET_TEST_DATA) + "/tiny_bpe.json");
}

TEST_CASE("ids of byte-level BPE are the reference's") {
  const Tokenizer tokenizer(tiny_bpe());
  const auto ids = [&](const std::string& text) { return tokenizer.pieces(text).ids; };
  CHECK(ids("The file that is kept") == Ids{56, 268, 285, 412, 345, 317, 225, 351, 84, 88});
  CHECK(ids("  two  spaces, don't we'll 12 3a!") == Ids{225, 265, 91,  83,  225, 281, 84,  69, 71,
                                                        272, 16,  337, 310, 11,  88,  278, 73, 11,
                                                        335, 225, 21,  22,  225, 23,  69,  5});
  CHECK(ids("na\u00efve caf\u00e9 \u96e8") ==
        Ids{82, 69, 132, 112, 314, 290, 69, 74, 132, 107, 225, 170, 254, 106});
  CHECK(ids("line\n\n  end \t") == Ids{80, 270, 73, 203, 203, 225, 304, 280, 225, 202});
  CHECK(ids("<s> </s>") == Ids{32, 87, 34, 225, 32, 19, 87, 34});
  CHECK(ids(std::string(40, 'x')) == Ids(40, 92));
  CHECK(ids(std::string(kMaxFieldBytes, 'x')) == Ids(kMaxFieldBytes, 92));  // one word
  CHECK(ids("'tis 'S it's") == Ids{11, 88, 296, 225, 11, 55, 308, 333});
  CHECK(ids("\u00a0wide\u3000space") == Ids{131, 259, 91, 77, 295, 164, 227, 227, 87, 84, 69, 355});
  CHECK(ids("").empty());
}

TEST_CASE("a BPE says what it is, and its pieces what they stand for") {
  const Tokenizer tokenizer(tiny_bpe());
  CHECK(tokenizer.spec() == TokenizerSpec{TokenizerKind::kBytePairs, 420, kRobertaIds});
  CHECK(describe(tokenizer.spec()) == "byte-level BPE, 420 pieces");
  CHECK(tokenizer.piece(285) ==
        "\u0120"
        "f");
  CHECK(tokenizer.surface(285) ==
        "\u2581"
        "f");
  CHECK(tokenizer.surface(268) == "he");
  CHECK(tokenizer.surface(kRobertaIds.mask).empty());
}

TEST_CASE("the spans of BPE cover any text without a gap") {
  const Tokenizer tokenizer(tiny_bpe());
  for (const auto& hostile : test::hostile_texts()) {
    CAPTURE(hostile.name);
    const std::string text = clean_utf8(utf8_prefix(hostile.bytes, test::kSpanBytes));
    const auto spans = tokenizer.spans(text);
    REQUIRE(spans.size() == tokenizer.pieces(text).ids.size());
    bool gapless = true;
    std::size_t end = 0;
    for (const ByteSpan& span : spans) {
      gapless = gapless && span.begin == end && span.end > span.begin;
      end = span.end;
    }
    CHECK(gapless);
    CHECK(end == text.size());
  }
}

TEST_CASE("a space before the first word is added where the tokenizer wants it, and has no place") {
  nlohmann::json document = nlohmann::json::parse(tiny_bpe());
  document["pre_tokenizer"]["add_prefix_space"] = true;
  const Tokenizer with(document.dump());
  const Tokenizer without(tiny_bpe());
  CHECK(with.pieces("file").ids == without.pieces(" file").ids);
  const auto spans = with.spans("file");
  CHECK(spans.front().begin == 0);
  CHECK(spans.back().end == 4);
}

TEST_CASE("settings of a BPE that change nothing are read past, trim_offsets among them") {
  nlohmann::json document = nlohmann::json::parse(tiny_bpe());
  document["model"].update({{"dropout", nullptr},
                            {"unk_token", nullptr},
                            {"continuing_subword_prefix", ""},
                            {"end_of_word_suffix", nullptr},
                            {"fuse_unk", false},
                            {"byte_fallback", false},
                            {"ignore_merges", false}});
  document["pre_tokenizer"]["trim_offsets"] = false;
  document["post_processor"] = {{"type", "RobertaProcessing"}, {"trim_offsets", false}};
  const std::string text = "The file  that is kept";
  CHECK(Tokenizer(document.dump()).pieces(text).ids == Tokenizer(tiny_bpe()).pieces(text).ids);
}

TEST_CASE("a BPE that is not as it should be is refused in words") {
  const nlohmann::json sound = nlohmann::json::parse(tiny_bpe());
  const auto refused = [&](const char* because, const auto& change) {
    nlohmann::json document = sound;
    change(document);
    CHECK_THROWS_WITH(Tokenizer(document.dump()), Catch::Contains(because));
  };
  using Json = nlohmann::json;
  refused("a vocabulary without </s>", [](Json& json) {
    json["model"]["vocab"].erase("</s>");
    json["added_tokens"].erase(2);
  });
  refused("no token for the byte 65", [](Json& json) { json["model"]["vocab"].erase("A"); });
  refused("is no token", [](Json& json) { json["model"]["merges"][0] = "nothing like"; });
  refused("with a normaliser", [](Json& json) { json["normalizer"] = {{"type", "NFC"}}; });
  refused("not cut by GPT-2's pattern",
          [](Json& json) { json["pre_tokenizer"]["type"] = "Whitespace"; });
  refused("a BPE with ignore_merges", [](Json& json) { json["model"]["ignore_merges"] = true; });
  refused("a BPE with dropout", [](Json& json) { json["model"]["dropout"] = 0.1; });
  refused("a BPE with end_of_word_suffix",
          [](Json& json) { json["model"]["end_of_word_suffix"] = "</w>"; });
  refused("an added token that is not special, \"data\"", [](Json& json) {
    json["added_tokens"].push_back({{"id", 420}, {"content", "data"}, {"special", false}});
  });
  refused("\"Unigram\" is not supported", [](Json& json) { json["model"]["type"] = "Unigram"; });
}

}  // namespace
}  // namespace linnet
