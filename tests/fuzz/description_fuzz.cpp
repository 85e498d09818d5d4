// Descriptions: whatever the markup, what comes of it is clean text.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/utf8.h"
#include "native/scrape/html_text.h"
#include "native/scrape/markdown_text.h"
#include "tests/fuzz/claim.h"

namespace {

void check(const std::string& text) {
  using linnet::fuzz::claim;
  claim(linnet::is_valid_utf8(text), "the text is UTF-8");
  claim(text.find("\n\n") == std::string::npos, "no line is empty");
  claim(text.empty() || (text.front() != ' ' && text.back() != ' '), "the text is trimmed");
  for (const char c : text) {
    claim(static_cast<unsigned char>(c) >= ' ' || c == '\n', "there is no control character");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check(linnet::scrape::html_text(text));
  check(linnet::scrape::markdown_text(text));
  return 0;
}
