#include "native/fetch/transport.h"

#include <curl/curl.h>

#include <algorithm>
#include <string_view>

#include "core/ascii.h"
#include "core/error.h"

namespace linnet::fetch {
namespace {

constexpr std::size_t kMaxHeaders = 256;       // fields of a reply that are kept
constexpr long kConnectMilliseconds = 20'000;  // at most
constexpr long kTrickle = 16;                  // bytes per second

struct FreeEasy {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct FreeList {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, FreeList>;

struct Exchange {
  HttpReply reply;
  std::size_t max_bytes = 0;
  bool too_large = false;
  const std::function<bool()>* stop = nullptr;
};

std::size_t take_body(char* data, std::size_t size, std::size_t count, void* user) {
  auto& exchange = *static_cast<Exchange*>(user);
  const std::size_t bytes = size * count;
  const std::size_t room = exchange.max_bytes - exchange.reply.body.size();
  exchange.reply.body.append(data, std::min(bytes, room));
  if (bytes <= room) return bytes;
  exchange.too_large = true;
  return 0;  // makes libcurl end the exchange
}

std::size_t take_header(char* data, std::size_t size, std::size_t count, void* user) {
  auto& reply = static_cast<Exchange*>(user)->reply;
  const std::string_view line(data, size * count);
  if (line.starts_with("HTTP/")) reply.headers.clear();  // of an interim reply
  const auto colon = line.find(':');
  if (colon != std::string_view::npos && reply.headers.size() < kMaxHeaders) {
    reply.headers[ascii_lower(trimmed(line.substr(0, colon)))] = trimmed(line.substr(colon + 1));
  }
  return line.size();
}

int look_at_stop(void* user, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& stop = *static_cast<Exchange*>(user)->stop;
  return stop && stop() ? 1 : 0;
}

Failure failure_of(CURLcode code) {
  switch (code) {
    case CURLE_OK:
      return Failure::kNone;
    case CURLE_OPERATION_TIMEDOUT:
      return Failure::kTimeout;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return Failure::kConnection;
    case CURLE_PARTIAL_FILE:
      return Failure::kCutOff;
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ISSUER_ERROR:
    case CURLE_SSL_INVALIDCERTSTATUS:
      return Failure::kCertificate;
    case CURLE_ABORTED_BY_CALLBACK:
      return Failure::kStopped;
    default:
      return Failure::kProtocol;
  }
}

class CurlSession {
 public:
  explicit CurlSession(std::function<bool()> stop) : stop_(std::move(stop)) {
    static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (started == CURLE_OK) handle_.reset(curl_easy_init());
    if (!handle_) throw Error(ErrorCode::kFailed, "libcurl cannot be started");
  }

  HttpReply perform(const HttpRequest& request) {
    CURL* curl = handle_.get();
    curl_easy_reset(curl);  // keeps the connections
    Exchange exchange;
    exchange.max_bytes = request.max_bytes;
    exchange.stop = &stop_;
    char words[CURL_ERROR_SIZE] = "";
    HeaderList headers;
    for (const auto& [name, value] : request.headers) {
      std::string line = name;
      line.append(": ").append(value);
      curl_slist* longer = curl_slist_append(headers.get(), line.c_str());
      if (longer == nullptr) throw std::bad_alloc();
      static_cast<void>(headers.release());
      headers.reset(longer);
    }
    const auto milliseconds = static_cast<long>(std::max(1.0, request.seconds * 1000));
    curl_easy_setopt(curl, CURLOPT_URL, request.url.c_str());
    curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);  // robots.txt was asked about this very path
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
    curl_easy_setopt(curl, CURLOPT_USERAGENT, request.user_agent.c_str());
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, milliseconds);
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, std::min(milliseconds, kConnectMilliseconds));
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, kTrickle);
    curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, std::max(1L, milliseconds / 2000));
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, static_cast<char*>(words));
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &exchange);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &exchange);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, look_at_stop);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &exchange);

    const CURLcode code = curl_easy_perform(curl);
    HttpReply& reply = exchange.reply;
    reply.failure = exchange.too_large ? Failure::kTooLarge : failure_of(code);
    if (exchange.too_large) {
      reply.reason = "the reply is larger than " + std::to_string(request.max_bytes) + " bytes";
    } else if (code != CURLE_OK) {
      reply.reason = words[0] != '\0' ? words : curl_easy_strerror(code);
    }
    long status = 0;
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    reply.status = static_cast<int>(status);
    return std::move(exchange.reply);
  }

 private:
  std::function<bool()> stop_;
  std::unique_ptr<CURL, FreeEasy> handle_;
};

}  // namespace

const std::string& HttpReply::header(const std::string& name) const {
  static const std::string none;
  const auto found = headers.find(name);
  return found == headers.end() ? none : found->second;
}

Transport curl_transport(std::function<bool()> stop) {
  auto session = std::make_shared<CurlSession>(std::move(stop));
  return [session](const HttpRequest& request) { return session->perform(request); };
}

}  // namespace linnet::fetch
