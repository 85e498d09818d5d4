// CommonMark by cmark, whose HTML html_text() then reads.
#include "native/scrape/markdown_text.h"

#include <cmark.h>

#include <cctype>
#include <cstdlib>
#include <memory>
#include <new>
#include <vector>

#include "core/utf8.h"
#include "native/scrape/html_text.h"

namespace linnet::scrape {
namespace {

struct FreeNode {
  void operator()(cmark_node* node) const { cmark_node_free(node); }
};
struct FreeIterator {
  void operator()(cmark_iter* iterator) const { cmark_iter_free(iterator); }
};
struct FreeMemory {
  void operator()(char* memory) const { std::free(memory); }
};

// A block that is indented and holds tags is more often a web page's HTML than a lesson about it.
bool is_indented_html(cmark_node* node) {
  if (cmark_node_get_type(node) != CMARK_NODE_CODE_BLOCK) return false;
  if (!std::string_view(cmark_node_get_fence_info(node)).empty()) return false;
  std::string_view code = cmark_node_get_literal(node);
  code.remove_prefix(std::min(code.size(), code.find_first_not_of(" \t\n")));
  return code.size() > 1 && code[0] == '<' &&
         (code[1] == '/' || code[1] == '!' || std::isalpha(static_cast<unsigned char>(code[1])));
}

void read_indented_html(cmark_node* document) {
  std::vector<cmark_node*> blocks;
  const std::unique_ptr<cmark_iter, FreeIterator> iterator(cmark_iter_new(document));
  while (cmark_iter_next(iterator.get()) != CMARK_EVENT_DONE) {
    cmark_node* node = cmark_iter_get_node(iterator.get());
    if (is_indented_html(node)) blocks.push_back(node);
  }
  for (cmark_node* block : blocks) {
    cmark_node* html = cmark_node_new(CMARK_NODE_HTML_BLOCK);
    cmark_node_set_literal(html, cmark_node_get_literal(block));
    cmark_node_replace(block, html);
    cmark_node_free(block);
  }
}

}  // namespace

std::string markdown_text(std::string_view markdown) {
  const std::string clean = clean_utf8(markdown);
  const std::string_view text = utf8_prefix(clean, kMaxMarkdownBytes);
  const std::unique_ptr<cmark_node, FreeNode> document(
      cmark_parse_document(text.data(), text.size(), CMARK_OPT_DEFAULT));
  read_indented_html(document.get());
  // "Unsafe" lets HTML through, which is safe here: only its words are kept.
  const std::unique_ptr<char, FreeMemory> html(
      cmark_render_html(document.get(), CMARK_OPT_UNSAFE | CMARK_OPT_HARDBREAKS));
  return html_text(html.get());
}

}  // namespace linnet::scrape
