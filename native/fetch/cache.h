// Replies kept on disk with what the server needs to say "unchanged" (RFC 9111): ETag and
// Last-Modified. Every reply is asked about again; none is used on the cache's word alone.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace linnet::fetch {

struct CachedReply {
  std::string etag;           // may be empty
  std::string last_modified;  // may be empty; one of the two is there
  std::string body;
};

// One file a URL, written whole or not at all. A file that is broken or of another URL counts as
// absent.
class Cache {
 public:
  explicit Cache(std::filesystem::path folder) : folder_(std::move(folder)) {}

  std::optional<CachedReply> find(std::string_view url) const;
  void store(std::string_view url, const CachedReply& reply) const;  // throws Error(kFailed)
  void remove(std::string_view url) const;

 private:
  std::filesystem::path path(std::string_view url) const;
  std::filesystem::path folder_;
};

}  // namespace linnet::fetch
