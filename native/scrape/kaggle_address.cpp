#include "native/scrape/kaggle_address.h"

#include <algorithm>
#include <array>

#include "core/ascii.h"

namespace linnet::scrape {
namespace {

bool is_owner_or_slug(std::string_view text) {
  const auto allowed = [](char c) {
    return (ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  return !text.empty() && text.size() <= 200 && text != "." && text != ".." &&
         std::all_of(text.begin(), text.end(), allowed);
}

// What stands before the first '/', which is dropped with it.
std::string_view take_segment(std::string_view& path) {
  const auto end = std::min(path.find('/'), path.size());
  const std::string_view segment = path.substr(0, end);
  path.remove_prefix(std::min(end + 1, path.size()));
  return segment;
}

// First segments of Kaggle addresses that are no owners.
constexpr std::array<std::string_view, 14> kPlaces = {
    "c",      "code",    "competitions",  "datasets", "discussion", "docs",  "kernels",
    "models", "account", "organizations", "search",   "tags",       "learn", "rankings"};

}  // namespace

std::string KaggleName::url() const { return "https://www.kaggle.com/datasets/" + path(); }

bool KaggleName::same_as(const KaggleName& other) const {
  return equal_without_ascii_case(owner, other.owner) && equal_without_ascii_case(slug, other.slug);
}

std::optional<KaggleName> parse_kaggle_name(std::string_view path) {
  const std::string_view owner = take_segment(path);
  if (!is_owner_or_slug(owner) || !is_owner_or_slug(path)) return std::nullopt;
  return KaggleName{std::string(owner), std::string(path)};
}

std::optional<KaggleName> kaggle_name_of_url(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  bool known = false;
  for (const std::string_view start : {"https://www.kaggle.com/", "https://kaggle.com/",
                                       "http://www.kaggle.com/", "http://kaggle.com/"}) {
    if (!url.starts_with(start)) continue;
    url.remove_prefix(start.size());
    known = true;
    break;
  }
  if (!known) return std::nullopt;
  std::string_view owner = take_segment(url);
  const bool under_datasets = owner == "datasets";
  if (under_datasets) owner = take_segment(url);
  const std::string_view slug = take_segment(url);
  if (!under_datasets && std::find(kPlaces.begin(), kPlaces.end(), owner) != kPlaces.end()) {
    return std::nullopt;
  }
  if (!is_owner_or_slug(owner) || !is_owner_or_slug(slug)) return std::nullopt;
  return KaggleName{std::string(owner), std::string(slug)};
}

}  // namespace linnet::scrape
