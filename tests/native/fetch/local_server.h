// An HTTP server on this machine that answers as a test tells it to, faults included.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace linnet::test {

struct ServerRequest {
  std::string target;  // path and query as sent, for example "/api?page=2"
  std::string path;    // decoded
  std::map<std::string, std::string> query;
  std::map<std::string, std::string> headers;  // names in lower case

  std::string parameter(const std::string& name) const;  // of the query; "" where absent
};

struct ServerReply {
  int status = 200;
  std::string body = {};
  std::string content_type = "application/json";
  std::map<std::string, std::string> headers = {};
  // Faults; at most one of them.
  std::size_t generated_bytes = 0;  // this many "x", made on the way, instead of `body`
  std::size_t cut_after = 0;        // bytes of `body` sent before the connection ends
  double seconds_a_byte = 0;        // slow bytes
};

// Serves on a port of 127.0.0.1 of its own until destroyed. The handler is called by one thread at
// a time.
class LocalServer {
 public:
  using Handler = std::function<ServerReply(const ServerRequest&)>;
  enum class Security { kNone, kSelfSignedCertificate };

  explicit LocalServer(Handler handler, Security security = Security::kNone);
  ~LocalServer();
  LocalServer(const LocalServer&) = delete;
  LocalServer& operator=(const LocalServer&) = delete;

  std::string url() const;                      // without a last slash
  std::vector<ServerRequest> requests() const;  // so far, in order
  std::size_t bytes_generated() const;          // of `generated_bytes`, so far sent

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// A socket that resets the first `resets` connections in the middle of a reply of 1,000 bytes, and
// answers the others with `body`.
class ResettingServer {
 public:
  ResettingServer(int resets, std::string body);
  ~ResettingServer();
  ResettingServer(const ResettingServer&) = delete;
  ResettingServer& operator=(const ResettingServer&) = delete;

  std::string url() const;
  int connections() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace linnet::test
