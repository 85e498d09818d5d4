#include "native/scrape/croissant_reply.h"

#include <nlohmann/json.hpp>

#include "core/strict_json.h"
#include "native/fetch/json_reply.h"
#include "native/scrape/reply_field.h"

namespace linnet::scrape {

RecordFields parse_croissant(std::string_view text, std::string_view what,
                             const KaggleName& asked) {
  const auto document = fetch::parse_json_reply(text, what);
  const JsonField root(document, std::string(what) + ":");
  root.require_object();
  if (const auto found = kaggle_name_of_url(reply_text(root, "url"))) {
    if (!found->same_as(asked)) {
      root.fail("the reply is about " + found->path() + ", not " + asked.path());
    }
  }
  RecordFields fields;
  fields.url = asked.url();
  fields.title = reply_text(root, "name");
  // An array where there are several; the first is the subtitle.
  const auto subtitles = reply_texts(root, "alternateName");
  if (!subtitles.empty()) fields.subtitle = subtitles.front();
  fields.description = reply_text(root, "description");
  for (const std::string& keyword : reply_texts(root, "keywords")) {
    fields.tags.push_back(last_tag_segment(keyword));
  }
  fields.source = kCroissantSource;
  fields.updated = reply_text(root, "dateModified");
  return fields;
}

}  // namespace linnet::scrape
