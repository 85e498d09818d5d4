#include "native/scrape/record.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "core/ascii.h"
#include "core/error.h"
#include "core/json_line.h"
#include "core/strict_json.h"
#include "native/preprocess/tags.h"
#include "native/scrape/html_text.h"
#include "native/scrape/markdown_text.h"

namespace linnet::scrape {
namespace {

using Json = nlohmann::ordered_json;

std::string one_line(std::string_view html) {
  std::string text = html_text(html);
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::vector<std::string> clean_tags(const std::vector<std::string>& given) {
  std::vector<std::string> tags;
  std::unordered_set<std::string> seen;
  for (const std::string& raw : given) {
    std::string tag = one_line(raw);
    if (!tag.empty() && seen.insert(preprocess::tag_key(tag)).second) {
      tags.push_back(std::move(tag));
    }
  }
  return tags;
}

bool is_web_address(std::string_view url) {
  const bool has_scheme = url.starts_with("https://") || url.starts_with("http://");
  return has_scheme && !url.ends_with("://") &&
         std::all_of(url.begin(), url.end(), [](char c) { return c > ' ' && c < '\x7F'; });
}

// A string that may be empty or missing.
std::string optional_text(const JsonField& object, std::string_view name) {
  const auto field = object.find(name);
  if (!field) return {};
  if (!field->value().is_string()) field->fail("must be text");
  return field->value().get<std::string>();
}

}  // namespace

std::string Record::fault() const {
  if (url_.empty()) return "no address";
  if (!is_web_address(url_)) return "the address is not an http(s) one without spaces";
  if (title_.empty()) return "no title";
  if (tags_.empty()) return "no tags";
  return {};
}

std::variant<Record, Rejection> Record::check(const RecordFields& fields) {
  Record record;
  record.url_ = trimmed(fields.url);
  record.title_ = one_line(fields.title);
  record.tags_ = clean_tags(fields.tags);
  if (std::string reason = record.fault(); !reason.empty()) {
    return Rejection{fields.url, fields.source, std::move(reason)};
  }
  record.subtitle_ = one_line(fields.subtitle);
  record.description_ = markdown_text(fields.description);
  record.source_ = fields.source;
  record.updated_ = parse_update_time(fields.updated);
  return record;
}

std::string Record::to_json() const {
  Json object;
  object["url"] = url_;
  object["title"] = title_;
  if (!subtitle_.empty()) object["subtitle"] = subtitle_;
  if (!description_.empty()) object["description"] = description_;
  object["tags"] = tags_;
  object["source"] = source_;
  if (updated_) object["updated"] = format_update_time(*updated_);
  return json_line(object);
}

Record Record::parse(std::string_view json) {
  const auto document = parse_json(json, "record");
  const JsonField root(document, "record:");
  root.require_object();
  root.allow_only({"url", "title", "subtitle", "description", "tags", "source", "updated"});
  Record record;
  record.url_ = root.at("url").text();
  record.title_ = root.at("title").text();
  record.subtitle_ = optional_text(root, "subtitle");
  record.description_ = optional_text(root, "description");
  const JsonField tags = root.at("tags");
  for (std::size_t i = 0; i < tags.size(); ++i) record.tags_.push_back(tags.element(i).text());
  record.source_ = optional_text(root, "source");
  if (const auto updated = root.find("updated")) {
    record.updated_ = parse_update_time(updated->text());
    if (!record.updated_) updated->fail("is no time such as 2024-05-31T10:20:30Z");
  }
  if (const std::string reason = record.fault(); !reason.empty()) root.fail(reason);
  return record;
}

std::string to_json(const Rejection& rejection) {
  Json object;
  object["url"] = rejection.url;
  object["source"] = rejection.source;
  object["reason"] = rejection.reason;
  return json_line(object);
}

Rejection parse_rejection(std::string_view json) {
  const auto document = parse_json(json, "rejection");
  const JsonField root(document, "rejection:");
  root.require_object();
  root.allow_only({"url", "source", "reason"});
  return {optional_text(root, "url"), optional_text(root, "source"), root.at("reason").text()};
}

}  // namespace linnet::scrape
