// A made-up Kaggle: its API and its Croissant pages, in the size and with the limits of a test.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tests/native/fetch/local_server.h"

namespace linnet::test {

struct CatalogueItem {
  std::string owner;
  std::string slug;
  std::optional<std::uint64_t> bytes;  // nothing: found by no size window
  std::vector<std::string> tags;       // their ref, which is their name, too
  std::string updated;                 // "2026-01-31T00:00:00Z"

  std::string path() const { return owner + "/" + slug; }
};

struct Catalogue {
  std::vector<CatalogueItem> items;
  std::size_t page_size = 20;
  std::size_t last_page = 500;  // pages past it are empty
  std::string token = "";       // needed everywhere but for the listing, as with Kaggle

  // `count` data sets with tags "music" and "tag N", of 1 KB, 2 KB, 4 KB ... up to 1 GB in turn.
  static Catalogue of(std::size_t count);

  // 404 for what it does not know.
  ServerReply answer(const ServerRequest& request) const;

 private:
  ServerReply list(const ServerRequest& request) const;
};

}  // namespace linnet::test
