#include "tests/native/scrape/small_catalogue.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace linnet::test {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kApi = "/api/v1/datasets/";

Json tags_json(const CatalogueItem& item) {
  Json tags = Json::array();
  for (const std::string& tag : item.tags) {
    tags.push_back({{"ref", tag}, {"name", tag}, {"fullPath", "subject > " + tag}});
  }
  return tags;
}

Json view_json(const CatalogueItem& item) {
  return {{"ref", item.path()},
          {"title", "About " + item.slug},
          {"subtitle", "In short " + item.slug},
          {"description", "All of **" + item.slug + "** by " + item.owner},
          {"lastUpdated", item.updated},
          {"tags", tags_json(item)}};
}

Json metadata_json(const CatalogueItem& item) {
  return {{"info",
           {{"ownerUser", item.owner},
            {"datasetSlug", item.slug},
            {"title", "About " + item.slug},
            {"subtitle", "In short " + item.slug},
            {"description", "All of **" + item.slug + "** by " + item.owner},
            {"keywords", item.tags}}},
          {"errorMessage", nullptr}};
}

Json croissant_json(const CatalogueItem& item) {
  Json keywords = Json::array();
  for (const std::string& tag : item.tags) keywords.push_back("subject > " + tag);
  return {{"@type", "sc:Dataset"},
          {"name", "About " + item.slug},
          {"alternateName", "In short " + item.slug},
          {"description", "All of **" + item.slug + "** by " + item.owner},
          {"url", "https://www.kaggle.com/datasets/" + item.path()},
          {"keywords", keywords}};
}

std::uint64_t number(const std::string& text, std::uint64_t otherwise) {
  return text.empty() ? otherwise : std::stoull(text);
}

bool has_tag(const CatalogueItem& item, const std::string& tag) {
  return std::find(item.tags.begin(), item.tags.end(), tag) != item.tags.end();
}

}  // namespace

Catalogue Catalogue::of(std::size_t count) {
  Catalogue catalogue;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string name = std::to_string(i);
    catalogue.items.push_back({.owner = "owner-" + name,
                               .slug = "set-" + name,
                               .bytes = std::uint64_t{1000} << (i % 21),
                               .tags = {"music", "tag " + std::to_string(i % 7)},
                               .updated = "2026-01-" + std::string(i % 28 < 9 ? "0" : "") +
                                          std::to_string(i % 28 + 1) + "T00:00:00Z"});
  }
  return catalogue;
}

ServerReply Catalogue::answer(const ServerRequest& request) const {
  const std::string& path = request.path;
  if (path == std::string(kApi) + "list") return list(request);
  const auto sent = request.headers.find("authorization");
  const bool public_page = path.starts_with("/datasets/");
  if (!public_page && !token.empty() &&
      (sent == request.headers.end() || sent->second != "Bearer " + token)) {
    return {.status = 401, .body = R"({"code":401,"message":"Unauthenticated"})"};
  }
  for (const CatalogueItem& item : items) {
    if (path == std::string(kApi) + "view/" + item.path()) return {.body = view_json(item).dump()};
    if (path == std::string(kApi) + "metadata/" + item.path()) {
      return {.body = metadata_json(item).dump()};
    }
    if (path == "/datasets/" + item.path() + "/croissant/download") {
      return {.body = croissant_json(item).dump()};
    }
  }
  return {.status = 404, .body = R"({"code":404,"message":"Not found"})"};
}

// Sort orders differ as they may: "hottest" is the order of `items`, "votes" the reverse, "updated"
// the newest first, others the order rotated by a third.
ServerReply Catalogue::list(const ServerRequest& request) const {
  std::vector<const CatalogueItem*> found;
  const std::uint64_t least = number(request.parameter("minSize"), 0);
  const std::uint64_t most = number(request.parameter("maxSize"), UINT64_MAX);
  const bool window = least > 0 || most < UINT64_MAX;
  const std::string tag = request.parameter("tagids");
  for (const CatalogueItem& item : items) {
    if (window && (!item.bytes || *item.bytes < least || *item.bytes > most)) continue;
    if (!tag.empty() && !has_tag(item, tag)) continue;
    found.push_back(&item);
  }
  const std::string sort = request.parameter("sortBy");
  if (sort == "votes") {
    std::reverse(found.begin(), found.end());
  } else if (sort == "updated") {
    std::stable_sort(found.begin(), found.end(),
                     [](const auto* a, const auto* b) { return a->updated > b->updated; });
  } else if (sort != "hottest") {
    std::rotate(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(found.size() / 3),
                found.end());
  }
  const std::size_t page = number(request.parameter("page"), 1);
  Json array = Json::array();
  for (std::size_t i = (page - 1) * page_size;
       page <= last_page && i < std::min(found.size(), page * page_size); ++i) {
    array.push_back({{"ref", found[i]->path()},
                     {"titleNullable", "About " + found[i]->slug},
                     {"lastUpdated", found[i]->updated},
                     {"totalBytes", found[i]->bytes ? Json(*found[i]->bytes) : Json()},
                     {"tags", tags_json(*found[i])}});
  }
  return {.body = array.dump()};
}

}  // namespace linnet::test
