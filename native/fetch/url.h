// Addresses taken apart and put together by libcurl's own URL parser.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace linnet::fetch {

struct Url {
  std::string scheme;  // "http" or "https"
  std::string host;    // lower case
  int port = 0;        // that of the scheme where the address names none
  std::string target;  // path and query, at least "/"

  std::string origin() const;  // "https://host", with the port where it is not the scheme's own
  std::string text() const { return origin() + target; }
  bool loopback() const;  // this machine itself: localhost, 127.0.0.0/8, ::1
};

// Throws Error(kInvalidArgument) naming the address where it is not absolute, of another scheme, or
// carries a user name or password (which would end up in messages and caches).
Url parse_url(std::string_view text);

// The address that `location` means in a reply from `base`; nothing where it makes none that
// parse_url() takes.
std::optional<Url> resolve(const Url& base, std::string_view location);

// `base` with "/path" added after its own path and `query` encoded behind it:
// url_with("https://h/mirror", "/api", {{"q", "a b"}}) is "https://h/mirror/api?q=a%20b".
using Query = std::vector<std::pair<std::string, std::string>>;
std::string url_with(std::string_view base, std::string_view path, const Query& query);

// One path segment or query value with everything but unreserved characters (RFC 3986, 2.3) as %XX.
std::string percent_encode(std::string_view text);

}  // namespace linnet::fetch
