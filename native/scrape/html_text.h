// The words of HTML: what a reader of the page would see.
#pragma once

#include <string>
#include <string_view>

namespace linnet::scrape {

// Entities are decoded, scripts and styles dropped, images give their `alt`; block elements and
// <br> end a line, table cells are parted by a space. Runs of white space become one space, lines
// are trimmed, empty lines dropped. Takes any bytes and never fails: broken markup reads as a
// browser's parser reads it, ill-formed UTF-8 as U+FFFD. The result is UTF-8 without control
// characters other than line feeds.
std::string html_text(std::string_view html);

}  // namespace linnet::scrape
