#include "tests/core/hostile_texts.h"

#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>

#include "core/tokenizer.h"

namespace linnet::test {
namespace {

constexpr std::size_t kTenMegabytes = 10'000'000;

// UTF-8 of any number up to U+1FFFFF, surrogates and what is past Unicode too: UTF-8's scheme
// without its prohibitions.
std::string encoded(std::uint32_t c) {
  const auto tail = [&](int shift) { return static_cast<char>(0x80 | ((c >> shift) & 0x3F)); };
  if (c < 0x80) return {static_cast<char>(c)};
  if (c < 0x800) return {static_cast<char>(0xC0 | (c >> 6)), tail(0)};
  if (c < 0x10000) return {static_cast<char>(0xE0 | (c >> 12)), tail(6), tail(0)};
  return {static_cast<char>(0xF0 | (c >> 18)), tail(12), tail(6), tail(0)};
}

std::string encoded(std::initializer_list<std::uint32_t> code_points) {
  std::string text;
  for (const std::uint32_t c : code_points) text += encoded(c);
  return text;
}

std::string repeated(const std::string& text, std::size_t bytes) {
  std::string all;
  all.reserve(bytes + text.size());
  while (all.size() < bytes) all += text;
  return all;
}

const std::string& sentence() {
  static const std::string text =
      "Daily weather records from 1,204 stations: temperature, rain and wind (CSV, 35.7 MB). "
      "Missing values are marked -999; see https://example.org/readme for units. ";
  return text;
}

class Generator {
 public:
  explicit Generator(std::uint32_t seed) : random_(seed) {}

  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(random_()) % limit; }
  std::uint32_t between(std::uint32_t low, std::uint32_t high) {
    return low + below(high - low + 1);
  }

  std::string bytes(std::size_t count) {
    std::string text;
    text.reserve(count);
    while (text.size() < count) text.push_back(static_cast<char>(below(256)));
    return text;
  }
  // `count` code points from the range, with a space after some.
  std::string code_points(std::size_t count, std::uint32_t low, std::uint32_t high) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
      text += encoded(between(low, high));
      if (below(6) == 0) text += ' ';
    }
    return text;
  }
  // The sentence with bytes changed, removed and inserted.
  std::string damaged() {
    std::string text = sentence();
    for (std::uint32_t left = between(1, 30); left > 0; --left) {
      const std::size_t at = below(static_cast<std::uint32_t>(text.size()));
      const auto byte = static_cast<char>(below(256));
      switch (below(3)) {
        case 0:
          text[at] = byte;
          break;
        case 1:
          text.erase(at, 1);
          break;
        default:
          text.insert(at, 1, byte);
          break;
      }
    }
    return text;
  }

 private:
  std::mt19937 random_;
};

using Texts = std::vector<HostileText>;

void add_blank_and_control(Texts& texts) {
  texts.push_back({"empty", ""});
  texts.push_back({"space", " "});
  texts.push_back({"spaces", std::string(1000, ' ')});
  texts.push_back({"newlines", "\n\n\r\n\r\t\t\n"});
  texts.push_back({"nul", std::string(1, '\0')});
  texts.push_back({"nuls-in-words", std::string("a\0b\0\0c rain\0wind", 16)});
  for (int c = 1; c < 0x20; ++c) {
    texts.push_back(
        {"control-" + std::to_string(c), std::string("rain") + static_cast<char>(c) + "wind"});
  }
  texts.push_back({"delete", "rain\x7Fwind"});
  texts.push_back({"c1-controls", encoded({0x61, 0x80, 0x62, 0x85, 0x63, 0x9F, 0x64})});
  texts.push_back({"odd-spaces", encoded({0x61, 0xA0, 0x62, 0x1680, 0x63, 0x2003, 0x64, 0x2028,
                                          0x65, 0x2029, 0x66, 0x202F, 0x67, 0x3000, 0x68})});
  texts.push_back({"zero-width", encoded({0x61, 0x200B, 0x62, 0x200C, 0x63, 0x200D, 0x64, 0x2060,
                                          0x65, 0xFEFF, 0x66, 0xAD, 0x67})});
  texts.push_back({"byte-order-mark", encoded({0xFEFF}) + "rain"});
  texts.push_back({"byte-order-marks", encoded({0xFEFF, 0xFEFF, 0xFFFE, 0xFEFF})});
  texts.push_back({"utf-16-bytes", std::string("\xFF\xFEr\0a\0i\0n\0", 10)});
}

void add_special_pieces(Texts& texts) {
  for (const char* name : {"<s>", "</s>", "<pad>", "<unk>", "<mask>", "<0x41>", "<0x00>"}) {
    texts.push_back({std::string("literal-") + name, name});
    texts.push_back({std::string("inside-") + name, std::string("rain") + name + " wind " + name});
  }
  texts.push_back({"word-start-mark", encoded({0x2581})});
  texts.push_back({"word-start-marks", encoded({0x2581, 0x2581, 0x72, 0x2581, 0x20, 0x2581})});
  texts.push_back({"replacement", encoded({0xFFFD, 0x20, 0xFFFD})});
}

void add_scripts(Texts& texts) {
  texts.push_back({"accents", encoded({0x63, 0x61, 0x66, 0xE9, 0x20, 0xDC, 0x62, 0x65, 0x72})});
  texts.push_back({"accents-apart", encoded({0x63, 0x61, 0x66, 0x65, 0x301, 0x20, 0x55, 0x308})});
  texts.push_back({"accents-alone", encoded({0x301, 0x301, 0x308, 0x20, 0x327})});
  texts.push_back({"accents-piled", "z" + repeated(encoded(0x335), 2000)});
  texts.push_back({"ligatures", encoded({0xFB01, 0x6E, 0x64, 0x20, 0xFB03, 0x20, 0x132})});
  texts.push_back({"full-width", encoded({0xFF24, 0xFF41, 0xFF54, 0xFF41, 0xFF11, 0xFF0C})});
  texts.push_back({"half-width-kana", encoded({0xFF76, 0xFF9E, 0xFF77, 0xFF9F})});
  texts.push_back({"squared", encoded({0x3392, 0x20, 0x3300, 0x20, 0x33A1})});
  texts.push_back({"long-expansion", encoded({0xFDFA, 0x20, 0xFDFA})});
  texts.push_back({"mathematical", encoded({0x1D400, 0x1D41A, 0x1D7CE, 0x1D7E2})});
  texts.push_back({"dotted-i", encoded({0x130, 0x69, 0x131, 0x49, 0x17F, 0x1E9E, 0xDF})});
  texts.push_back({"fractions", encoded({0xBD, 0x20, 0x2155, 0x20, 0xB2, 0x20, 0x2082})});
  texts.push_back({"arabic", encoded({0x628, 0x64A, 0x627, 0x646, 0x627, 0x62A, 0x20, 0x64E})});
  texts.push_back({"hebrew", encoded({0x5E0, 0x5EA, 0x5D5, 0x5E0, 0x5D9, 0x5DD})});
  texts.push_back({"right-to-left-marks",
                   encoded({0x61, 0x202E, 0x62, 0x202C, 0x2066, 0x63, 0x2069, 0x200F, 0x64})});
  texts.push_back({"han", encoded({0x6570, 0x636E, 0x96C6, 0x3002, 0x5929, 0x6C17})});
  texts.push_back({"hangul", encoded({0xB370, 0xC774, 0xD130, 0x20, 0x1103, 0x1166})});
  texts.push_back({"thai", encoded({0xE02, 0xE49, 0xE2D, 0xE21, 0xE39, 0xE25})});
  texts.push_back({"devanagari", encoded({0x921, 0x947, 0x91F, 0x93E, 0x20, 0x915, 0x94D, 0x937})});
  texts.push_back({"emoji", encoded({0x1F600, 0x1F4CA, 0x20, 0x2764, 0xFE0F})});
  texts.push_back({"emoji-family", encoded({0x1F468, 0x200D, 0x1F469, 0x200D, 0x1F467})});
  texts.push_back({"emoji-skin", encoded({0x1F44D, 0x1F3FD, 0x1F44D, 0x1F3FF})});
  texts.push_back({"flags", encoded({0x1F1E9, 0x1F1EA, 0x1F1EB, 0x1F1F7, 0x1F1E9})});
  texts.push_back({"tags-plane-14", encoded({0x1F3F4, 0xE0067, 0xE0062, 0xE007F})});
  texts.push_back({"private-use", encoded({0xE000, 0xF8FF, 0xF0000, 0x10FFFD})});
  texts.push_back({"noncharacters", encoded({0xFFFE, 0xFFFF, 0xFDD0, 0x1FFFE, 0x10FFFF})});
  texts.push_back({"unassigned", encoded({0x378, 0x20, 0xE0FFF, 0x20, 0x3FFFD})});
}

void add_ill_formed(Texts& texts) {
  texts.push_back({"surrogate-high", "a" + encoded(0xD83D) + "b"});
  texts.push_back({"surrogate-low", "a" + encoded(0xDE00) + "b"});
  texts.push_back({"surrogates-cesu", "a" + encoded({0xD83D, 0xDE00}) + "b"});
  texts.push_back({"surrogates-swapped", encoded({0xDE00, 0xD83D})});
  texts.push_back({"past-unicode", encoded({0x110000, 0x1FFFFF})});
  texts.push_back({"overlong", "\xC0\xAF \xE0\x80\xAF \xF0\x80\x80\xAF \xC0\x80"});
  texts.push_back({"five-byte-form", "\xF8\x88\x80\x80\x80 \xFC\x84\x80\x80\x80\x80"});
  texts.push_back({"continuations", std::string(100, '\x80')});
  texts.push_back({"leads", std::string(100, '\xE2')});
  texts.push_back({"latin-1",
                   "caf\xE9 \xFC"
                   "ber na\xEFve"});
  texts.push_back({"windows-1252", "\x93quoted\x94 \x96 it\x92s"});
  for (const char* cut :
       {"rain\xC3", "rain\xE2", "rain\xE2\x82", "rain\xF0", "rain\xF0\x9F", "rain\xF0\x9F\x98"}) {
    texts.push_back({"cut-" + std::to_string(texts.size()), cut});
  }
  for (int byte = 0x80; byte < 0x100; byte += 9) {
    texts.push_back(
        {"byte-" + std::to_string(byte), "a" + std::string(1, static_cast<char>(byte))});
  }
}

void add_long(Texts& texts) {
  texts.push_back({"word-of-1000", std::string(1000, 'a')});
  texts.push_back({"word-of-100000", repeated("temperature", 100'000)});
  texts.push_back({"word-of-10-mb", std::string(kTenMegabytes, 'a')});
  texts.push_back({"sentences-10-mb", repeated(sentence(), kTenMegabytes)});
  texts.push_back({"bytes-10-mb", Generator(1).bytes(kTenMegabytes)});
  texts.push_back({"spaces-10-mb", std::string(kTenMegabytes, ' ')});
  texts.push_back({"continuations-10-mb", std::string(kTenMegabytes, '\xBF')});
  // Each code point becomes 18: what is tokenised is eleven times as long.
  texts.push_back({"expansions-128-kb", repeated(encoded(0xFDFA), std::size_t{128} << 10)});
  // The limit of a field falls before, inside and after a code point of four bytes.
  for (std::size_t before = 0; before <= 5; ++before) {
    const std::string word = "rain";
    const std::string blanks(kMaxFieldBytes - before - word.size(), ' ');  // read in no time
    texts.push_back(
        {"limit-less-" + std::to_string(before), blanks + word + encoded(0x1F600) + " wind"});
  }
  texts.push_back({"limit-exactly", repeated("ab", kMaxFieldBytes)});
}

void add_generated(Texts& texts) {
  const std::pair<const char*, std::pair<std::uint32_t, std::uint32_t>> ranges[] = {
      {"latin", {0x20, 0x24F}},
      {"greek-cyrillic", {0x370, 0x52F}},
      {"right-to-left", {0x590, 0x6FF}},
      {"indic", {0x900, 0xDFF}},
      {"symbols", {0x2000, 0x2BFF}},
      {"kana-han", {0x3040, 0x9FFF}},
      {"compatibility", {0xF900, 0xFFFF}},
      {"emoji", {0x1F300, 0x1FAFF}},
      {"anything", {0, 0x10FFFF}},
      {"past-anything", {0, 0x1FFFFF}}};
  for (std::uint32_t seed = 100; seed < 110; ++seed) {
    Generator generate(seed);
    const std::string suffix = "-" + std::to_string(seed);
    for (const auto& [name, range] : ranges) {
      const std::size_t count = generate.between(1, 400);
      texts.push_back({"random-" + std::string(name) + suffix,
                       generate.code_points(count, range.first, range.second)});
    }
    texts.push_back({"random-bytes" + suffix, generate.bytes(generate.between(1, 3000))});
    texts.push_back({"damaged-sentence" + suffix, generate.damaged()});
  }
}

}  // namespace

std::vector<HostileText> hostile_texts() {
  Texts texts;
  add_blank_and_control(texts);
  add_special_pieces(texts);
  add_scripts(texts);
  add_ill_formed(texts);
  add_long(texts);
  add_generated(texts);
  return texts;
}

}  // namespace linnet::test
