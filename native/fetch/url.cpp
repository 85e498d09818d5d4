#include "native/fetch/url.h"

#include <curl/curl.h>

#include <memory>

#include "core/ascii.h"
#include "core/error.h"

namespace linnet::fetch {
namespace {

struct FreeHandle {
  void operator()(CURLU* handle) const { curl_url_cleanup(handle); }
};
using Handle = std::unique_ptr<CURLU, FreeHandle>;

std::string part(CURLU* handle, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(handle, which, &text, flags) != CURLUE_OK || text == nullptr) return {};
  std::string copy(text);
  curl_free(text);
  return copy;
}

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
  throw Error(ErrorCode::kInvalidArgument, std::string(text) + ": " + why);
}

int default_port(std::string_view scheme) { return scheme == "https" ? 443 : 80; }

Url taken_apart(CURLU* handle, std::string_view text) {
  if (!part(handle, CURLUPART_USER).empty() || !part(handle, CURLUPART_PASSWORD).empty()) {
    // The text itself is not repeated: it holds the secret.
    throw Error(ErrorCode::kInvalidArgument,
                "the address for " + part(handle, CURLUPART_HOST) +
                    " carries a user name or password; leave them out");
  }
  Url url;
  url.scheme = part(handle, CURLUPART_SCHEME);
  if (url.scheme != "http" && url.scheme != "https") refuse(text, "is neither http nor https");
  url.host = ascii_lower(part(handle, CURLUPART_HOST));
  url.port = std::stoi(part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT));
  url.target = part(handle, CURLUPART_PATH);
  if (url.target.empty()) url.target = "/";
  if (const std::string query = part(handle, CURLUPART_QUERY); !query.empty()) {
    url.target += "?" + query;
  }
  return url;
}

// libcurl lets bytes outside printable ASCII through; in a request line they have no place.
bool only_printable_ascii(std::string_view text) {
  for (const char c : text) {
    if (c <= ' ' || c >= 0x7F) return false;
  }
  return true;
}

}  // namespace

std::string Url::origin() const {
  std::string text = scheme + "://" + host;
  if (port != default_port(scheme)) text += ":" + std::to_string(port);
  return text;
}

bool Url::loopback() const {
  return host == "localhost" || host == "[::1]" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos);
}

Url parse_url(std::string_view text) {
  if (!only_printable_ascii(text)) {
    refuse(text, "holds spaces or characters outside ASCII; write them as %XX");
  }
  const Handle handle(curl_url());
  const std::string copy(text);
  if (curl_url_set(handle.get(), CURLUPART_URL, copy.c_str(), CURLU_NON_SUPPORT_SCHEME) !=
      CURLUE_OK) {
    refuse(text, "is not an absolute address such as https://example.org/data");
  }
  return taken_apart(handle.get(), text);
}

std::optional<Url> resolve(const Url& base, std::string_view location) {
  if (!only_printable_ascii(location)) return std::nullopt;
  const Handle handle(curl_url());
  const std::string relative(location);
  if (curl_url_set(handle.get(), CURLUPART_URL, base.text().c_str(), 0) != CURLUE_OK ||
      curl_url_set(handle.get(), CURLUPART_URL, relative.c_str(), CURLU_NON_SUPPORT_SCHEME) !=
          CURLUE_OK) {
    return std::nullopt;
  }
  try {
    return taken_apart(handle.get(), location);
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::string percent_encode(std::string_view text) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : text) {
    const bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                            (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
    if (unreserved) {
      encoded += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      encoded += '%';
      encoded += kDigits[byte >> 4];
      encoded += kDigits[byte & 15];
    }
  }
  return encoded;
}

std::string url_with(std::string_view base, std::string_view path, const Query& query) {
  Url url = parse_url(base);
  if (url.target.find('?') != std::string::npos) refuse(base, "must not have a query (\"?...\")");
  while (url.target.ends_with('/')) url.target.pop_back();
  url.target += path;
  char separator = '?';
  for (const auto& [name, value] : query) {
    url.target += separator + percent_encode(name) + "=" + percent_encode(value);
    separator = '&';
  }
  return url.text();
}

}  // namespace linnet::fetch
