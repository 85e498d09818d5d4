// The words of Markdown, with or without HTML in it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace linnet::scrape {

// Longer texts are cut here, so that no description takes long: bytes of Markdown.
inline constexpr std::size_t kMaxMarkdownBytes = std::size_t{1} << 17;

// Links and images keep their words and lose their addresses; emphasis, headings and list marks
// go; line ends stay. HTML in it is read by html_text(), also where its indentation makes it look
// like code. Takes any bytes and never fails.
std::string markdown_text(std::string_view markdown);

}  // namespace linnet::scrape
