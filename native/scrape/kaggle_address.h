// A Kaggle data set's name ("owner/slug") and the addresses that lead to it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace linnet::scrape {

struct KaggleName {
  std::string owner;
  std::string slug;

  std::string path() const { return owner + "/" + slug; }
  // "https://www.kaggle.com/datasets/owner/slug", whatever host was asked.
  std::string url() const;
  // Kaggle's names are the same whatever their case.
  bool same_as(const KaggleName& other) const;
};

// Of "owner/slug": letters, digits, "-", "_" and "."; nothing for other text.
std::optional<KaggleName> parse_kaggle_name(std::string_view path);

// Of https://www.kaggle.com/datasets/owner/slug and the older https://www.kaggle.com/owner/slug,
// with what may follow ("/versions/3", "?select=x"). Nothing for other addresses.
std::optional<KaggleName> kaggle_name_of_url(std::string_view url);

}  // namespace linnet::scrape
