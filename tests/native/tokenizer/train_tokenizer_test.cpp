#include "native/tokenizer/train.h"

#include <catch2/catch.hpp>

#include "core/error.h"
#include "core/tokenizer.h"
#include "native/examples/examples.h"
#include "native/files/files.h"
#include "tests/made_up_text.h"
#include "tests/temporary_folder.h"

using linnet::Tokenizer;
using linnet::tokenizer::TrainOptions;
using linnet::tokenizer::TrainReport;

namespace {

std::vector<std::string> cut(std::string_view text, std::size_t max_bytes) {
  std::vector<std::string> lines;
  linnet::tokenizer::cut_lines(text, max_bytes,
                               [&](std::string_view line) { lines.emplace_back(line); });
  return lines;
}

}  // namespace

TEST_CASE("long text is cut at spaces, and inside a word only where there is none") {
  CHECK(cut("aa bb cc", 5) == std::vector<std::string>{"aa", " bb", " cc"});
  CHECK(cut("aaaaaaa", 3) == std::vector<std::string>{"aaa", "aaa", "a"});
  CHECK(cut("a\nb\r\nc", 100) == std::vector<std::string>{"a b  c"});
  CHECK(cut("", 5).empty());
  // U+00E5 takes two bytes, which stay together.
  CHECK(cut("\xC3\xA5\xC3\xA5\xC3\xA5", 3) ==
        std::vector<std::string>{"\xC3\xA5", "\xC3\xA5", "\xC3\xA5"});
}

TEST_CASE("a trained tokenizer has the special pieces in place, folds case and knows all bytes") {
  const linnet::TemporaryFolder folder;
  linnet::write_file_atomic(folder / "a.txt", linnet::test::made_up_text(1, 400));
  TrainOptions options;
  options.documents.text_files = {folder / "a.txt"};
  options.vocabulary_size = 340;
  options.threads = 1;
  TrainReport report;
  const std::string model = linnet::tokenizer::train(options, {}, report);
  CHECK(report.lines == 400);
  const Tokenizer tokenizer(model);  // throws unless the special pieces are in place
  CHECK(tokenizer.vocabulary_size() == 340);
  CHECK(tokenizer.piece(linnet::kRobertaIds.mask) == "<mask>");
  CHECK(tokenizer.pieces("RAINFALL").ids == tokenizer.pieces("rainfall").ids);
  for (const auto id : tokenizer.pieces("\xE9\x9B\xA8 \xF0\x9F\x98\x80").ids) {
    CHECK(id != linnet::kRobertaIds.unknown);
  }
}

TEST_CASE("held-out examples are not learned from") {
  const linnet::TemporaryFolder folder;
  std::string rows;
  for (const char* split : {"train", "valid"}) {
    rows += linnet::to_json(
                {.id = "1", .title = "title", .description = "a description", .split = split}) +
            "\n";
  }
  linnet::write_file_atomic(folder / "a.jsonl", rows);
  linnet::write_file_atomic(folder / "a.txt", linnet::test::made_up_text(1, 400));
  TrainOptions options;
  options.examples = {folder / "a.jsonl"};
  options.documents.text_files = {folder / "a.txt"};
  options.vocabulary_size = 340;
  TrainReport report;
  linnet::tokenizer::train(options, {}, report);
  CHECK(report.lines == 402);  // title and description of the train row
}

TEST_CASE("no text, or too little for the vocabulary, is an error and not an abort") {
  const linnet::TemporaryFolder folder;
  linnet::write_file_atomic(folder / "empty.txt", "\n\n");
  linnet::write_file_atomic(folder / "small.txt", "one line\n");
  TrainOptions options;
  TrainReport report;
  options.documents.text_files = {folder / "empty.txt"};
  CHECK_THROWS_AS(linnet::tokenizer::train(options, {}, report), linnet::Error);
  options.documents.text_files = {folder / "small.txt"};
  CHECK_THROWS_AS(linnet::tokenizer::train(options, {}, report), linnet::Error);
}
