// One HTTP exchange over libcurl: a request goes out, a bounded reply or a kind of failure comes
// back. No redirect is followed and nothing is repeated here.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace linnet::fetch {

struct HttpRequest {
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;  // values may be secret
  std::string user_agent;
  std::size_t max_bytes = 0;  // of the body, after decompression
  double seconds = 60;        // for the whole exchange
};

enum class Failure {
  kNone,
  kTimeout,      // of connecting, of the exchange, or less than a trickle for half its time
  kConnection,   // name not found, refused, reset
  kCutOff,       // the reply ended before its length
  kTooLarge,     // more than max_bytes; `body` holds what came before
  kCertificate,  // the host's certificate is not to be trusted
  kStopped,      // stop() held
  kProtocol,     // not HTTP, a broken encoding, anything else that libcurl refuses
};

struct HttpReply {
  Failure failure = Failure::kNone;
  std::string reason;  // of the failure, in libcurl's words
  int status = 0;
  std::map<std::string, std::string> headers;  // names in lower case; the last of equal names
  std::string body;

  // The field's value, or "" where there is none. `name` in lower case.
  const std::string& header(const std::string& name) const;
};

using Transport = std::function<HttpReply(const HttpRequest&)>;

// Keeps its connection between exchanges. TLS certificates are verified, gzip is taken, cookies are
// not, .netrc is not read; HTTP(S)_PROXY of the environment counts. `stop` is looked at about once
// a second while an exchange runs. Throws Error(kFailed) where libcurl cannot be started.
Transport curl_transport(std::function<bool()> stop);

}  // namespace linnet::fetch
