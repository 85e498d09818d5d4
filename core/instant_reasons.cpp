#include "core/instant_reasons.h"

#include "core/utf8.h"

namespace linnet {
namespace {

constexpr std::string_view kSpaces = " \t\r\n";

// Appends the words of `text` and what is between them; returns what belongs to no word.
double append_words(const std::string& text, const std::vector<ByteSpan>& spans,
                    const Pieces& pieces, const std::vector<double>& contributions,
                    std::vector<TextSegment>& segments) {
  double rest = 0;
  std::size_t shown = 0;  // bytes of `text` that are in segments
  const auto append = [&](std::size_t end, double contribution) {
    if (end <= shown) return false;
    segments.push_back({text.substr(shown, end - shown), contribution});
    shown = end;
    return true;
  };
  std::size_t piece = 0;
  while (piece < spans.size()) {
    const std::size_t first = piece;
    std::size_t end = 0;
    double sum = 0;
    do {
      end = spans[piece].end;
      sum += contributions[piece];
      ++piece;
    } while (piece < spans.size() && pieces.starts_word[piece] == 0);
    const std::size_t begin = text.find_first_not_of(kSpaces, spans[first].begin);
    if (begin < end) append(begin, 0);
    if (begin >= end || !append(end, sum)) rest += sum;
  }
  append(text.size(), 0);
  return rest;
}

}  // namespace

InstantReasons instant_reasons(const InstantModel& model, const Tokenizer& tokenizer,
                               std::string_view title, std::string_view description,
                               std::size_t label) {
  const auto read = [](std::string_view text) {
    return clean_utf8(utf8_prefix(text, kMaxFieldBytes));
  };
  const std::string clean_title = read(title);
  const std::string clean_description = read(description);
  const Pieces title_pieces = tokenizer.pieces(clean_title);
  const Pieces description_pieces = tokenizer.pieces(clean_description);
  const PieceContributions contributions =
      model.contributions(title_pieces, description_pieces, label);

  InstantReasons reasons;
  reasons.rest = contributions.bias;
  reasons.rest += append_words(clean_title, tokenizer.spans(clean_title), title_pieces,
                               contributions.title, reasons.title);
  reasons.rest += append_words(clean_description, tokenizer.spans(clean_description),
                               description_pieces, contributions.description, reasons.description);
  return reasons;
}

}  // namespace linnet
