// libxml2's HTML parser in its event form: no tree, so deep nesting costs no stack.
#include "native/scrape/html_text.h"

#include <libxml/HTMLparser.h>

#include <algorithm>
#include <array>
#include <memory>
#include <new>

#include "core/utf8.h"

namespace linnet::scrape {
namespace {

constexpr std::string_view kNoBreakSpace = "\xC2\xA0";

constexpr std::array<std::string_view, 40> kBlocks = {
    "address", "article", "aside",   "blockquote", "br",    "caption",  "center",     "dd",
    "details", "dir",     "div",     "dl",         "dt",    "fieldset", "figcaption", "figure",
    "footer",  "form",    "h1",      "h2",         "h3",    "h4",       "h5",         "h6",
    "header",  "hr",      "li",      "main",       "menu",  "nav",      "ol",         "option",
    "p",       "pre",     "section", "summary",    "table", "title",    "tr",         "ul"};
static_assert(std::is_sorted(kBlocks.begin(), kBlocks.end()));

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

std::string_view view(const xmlChar* text) { return reinterpret_cast<const char*>(text); }

// Puts words together with single spaces, and lines without blank ones.
class Words {
 public:
  void add(std::string_view text) {
    while (!text.empty()) {
      if (is_space(text.front())) {
        space_ = true;
        text.remove_prefix(1);
        continue;
      }
      if (text.starts_with(kNoBreakSpace)) {
        space_ = true;
        text.remove_prefix(kNoBreakSpace.size());
        continue;
      }
      std::size_t end = 1;
      while (end < text.size() && !is_space(text[end]) && text[end] != kNoBreakSpace.front()) ++end;
      if (!text_.empty()) {
        if (line_) {
          text_ += '\n';
        } else if (space_) {
          text_ += ' ';
        }
      }
      line_ = space_ = false;
      text_ += text.substr(0, end);
      text.remove_prefix(end);
    }
  }
  void end_word() { space_ = true; }
  void end_line() { line_ = true; }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  bool space_ = false;  // white space was seen since the last word
  bool line_ = false;   // so was the end of a line
};

struct Reading {
  Words words;
  bool hidden = false;  // inside a script or style

  void mark(std::string_view name) {
    if (std::binary_search(kBlocks.begin(), kBlocks.end(), name)) words.end_line();
    if (name == "td" || name == "th") words.end_word();
  }
};

bool hides(std::string_view name) { return name == "script" || name == "style"; }

void on_start(void* data, const xmlChar* raw_name, const xmlChar** attributes) {
  auto& reading = *static_cast<Reading*>(data);
  const std::string_view name = view(raw_name);
  if (hides(name)) reading.hidden = true;
  reading.mark(name);
  if (name != "img" || attributes == nullptr) return;
  for (const xmlChar** at = attributes; at[0] != nullptr; at += 2) {
    if (view(at[0]) == "alt" && at[1] != nullptr) reading.words.add(view(at[1]));
  }
}

void on_end(void* data, const xmlChar* raw_name) {
  auto& reading = *static_cast<Reading*>(data);
  const std::string_view name = view(raw_name);
  if (hides(name)) reading.hidden = false;
  reading.mark(name);
}

void on_text(void* data, const xmlChar* text, int length) {
  auto& reading = *static_cast<Reading*>(data);
  if (!reading.hidden) {
    reading.words.add({reinterpret_cast<const char*>(text), static_cast<std::size_t>(length)});
  }
}

struct FreeContext {
  void operator()(htmlParserCtxt* context) const { htmlFreeParserCtxt(context); }
};

void parse(const std::string& html, Reading& reading) {
  const std::unique_ptr<htmlParserCtxt, FreeContext> context(htmlNewParserCtxt());
  if (!context) throw std::bad_alloc();
  *context->sax = htmlSAXHandler{};
  context->sax->startElement = on_start;
  context->sax->endElement = on_end;
  context->sax->characters = on_text;
  context->sax->ignorableWhitespace = on_text;
  context->sax->cdataBlock = on_text;
  context->userData = &reading;
  constexpr int kOptions = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                           HTML_PARSE_NONET | HTML_PARSE_NOIMPLIED | HTML_PARSE_IGNORE_ENC;
  htmlDocPtr none = htmlCtxtReadMemory(context.get(), html.data(), static_cast<int>(html.size()),
                                       nullptr, "UTF-8", kOptions);
  if (none != nullptr) xmlFreeDoc(none);
}

}  // namespace

std::string html_text(std::string_view html) {
  const std::string clean = clean_utf8(html);
  Reading reading;
  if (clean.find_first_of("<&") == std::string::npos) {
    reading.words.add(clean);
  } else {
    parse(clean, reading);
  }
  return reading.words.take();
}

}  // namespace linnet::scrape
