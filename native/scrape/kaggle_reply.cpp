#include "native/scrape/kaggle_reply.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/error.h"
#include "core/strict_json.h"
#include "native/fetch/json_reply.h"
#include "native/scrape/reply_field.h"

namespace linnet::scrape {
namespace {

// `ref`, or what the address says.
std::optional<KaggleName> name_of(const JsonField& item) {
  if (auto name = parse_kaggle_name(reply_text(item, "ref"))) return name;
  return kaggle_name_of_url(reply_text(item, "url"));
}

std::vector<std::string> tag_names(const JsonField& item) {
  std::vector<std::string> names;
  const auto tags = reply_field(item, "tags");
  if (!tags) return names;
  for (std::size_t i = 0; i < tags->size(); ++i) {
    const JsonField tag = tags->element(i);
    std::string name = reply_text(tag, "name");
    if (name.empty()) name = last_tag_segment(reply_text(tag, "fullPath"));
    if (name.empty()) name = reply_text(tag, "ref");
    names.push_back(std::move(name));
  }
  return names;
}

void collect_tag_refs(const JsonField& item, std::vector<std::string>& refs) {
  const auto tags = reply_field(item, "tags");
  if (!tags) return;
  for (std::size_t i = 0; i < tags->size(); ++i) {
    std::string ref = reply_text(tags->element(i), "ref");
    if (!ref.empty() && std::find(refs.begin(), refs.end(), ref) == refs.end()) {
      refs.push_back(std::move(ref));
    }
  }
}

void refuse_error(const JsonField& reply, std::string_view name) {
  if (const std::string message = reply_text(reply, name); !message.empty()) {
    reply.fail("the server says: " + message);
  }
}

void require_same(const JsonField& reply, const std::optional<KaggleName>& found,
                  const KaggleName& asked) {
  if (found && !found->same_as(asked)) {
    reply.fail("the reply is about " + found->path() + ", not " + asked.path());
  }
}

}  // namespace

KaggleList parse_kaggle_list(std::string_view text, std::string_view what) {
  const auto document = fetch::parse_json_reply(text, what);
  const JsonField root(document, std::string(what) + ":");
  std::optional<JsonField> array = root;
  if (document.is_object()) {
    array = reply_field(root, "datasets");
    if (!array) {
      refuse_error(root, "message");
      root.fail("is no list of data sets");
    }
  }
  KaggleList list;
  for (std::size_t i = 0; i < array->size(); ++i) {
    const JsonField item = array->element(i);
    try {
      item.require_object();
      const auto name = name_of(item);
      if (!name) item.fail("names no data set (\"ref\": \"owner/slug\")");
      list.items.push_back({*name, reply_text(item, "lastUpdated")});
      collect_tag_refs(item, list.tags);
    } catch (const Error& error) {
      list.faults.emplace_back(error.what());
    }
  }
  return list;
}

RecordFields parse_kaggle_view(std::string_view text, std::string_view what,
                               const KaggleName& asked) {
  const auto document = fetch::parse_json_reply(text, what);
  const JsonField root(document, std::string(what) + ":");
  root.require_object();
  const auto found = name_of(root);
  if (!found) refuse_error(root, "message");
  require_same(root, found, asked);
  return {.url = asked.url(),
          .title = reply_text(root, "title"),
          .subtitle = reply_text(root, "subtitle"),
          .description = reply_text(root, "description"),
          .tags = tag_names(root),
          .source = kKaggleSource,
          .updated = reply_text(root, "lastUpdated")};
}

RecordFields parse_kaggle_metadata(std::string_view text, std::string_view what,
                                   const KaggleName& asked) {
  const auto document = fetch::parse_json_reply(text, what);
  const JsonField root(document, std::string(what) + ":");
  root.require_object();
  refuse_error(root, "errorMessage");
  const auto info = reply_field(root, "info");
  if (!info) {
    refuse_error(root, "message");
    root.fail("has no \"info\"");
  }
  info->require_object();
  require_same(
      *info,
      parse_kaggle_name(reply_text(*info, "ownerUser") + "/" + reply_text(*info, "datasetSlug")),
      asked);
  return {.url = asked.url(),
          .title = reply_text(*info, "title"),
          .subtitle = reply_text(*info, "subtitle"),
          .description = reply_text(*info, "description"),
          .tags = reply_texts(*info, "keywords"),
          .source = kKaggleSource,
          .updated = ""};
}

}  // namespace linnet::scrape
