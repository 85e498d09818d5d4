// libcurl against a server on this machine that misbehaves.
#include "native/fetch/transport.h"

#include <catch2/catch.hpp>
#include <chrono>

#include "tests/native/fetch/local_server.h"

namespace linnet::fetch {
namespace {

using test::LocalServer;
using test::ResettingServer;
using test::ServerReply;
using test::ServerRequest;

HttpRequest request_of(const std::string& url) {
  HttpRequest request;
  request.url = url;
  request.user_agent = "linnet/test";
  request.max_bytes = 1 << 20;
  request.seconds = 120;  // a guard: a busy machine is slow
  return request;
}

HttpReply get(const HttpRequest& request) { return curl_transport({})(request); }

TEST_CASE("a reply's status, fields and body come back, and our fields go out") {
  const LocalServer server([](const ServerRequest&) {
    return ServerReply{.status = 418, .body = "short", .headers = {{"X-Thing", "Value"}}};
  });
  HttpRequest request = request_of(server.url() + "/a/../b?c=%20");
  request.headers.emplace_back("If-None-Match", "\"1\"");
  const HttpReply reply = get(request);
  CHECK(reply.failure == Failure::kNone);
  CHECK(reply.status == 418);
  CHECK(reply.header("x-thing") == "Value");
  CHECK(reply.header("absent").empty());
  CHECK(reply.body == "short");
  const ServerRequest seen = server.requests().at(0);
  CHECK(seen.target == "/a/../b?c=%20");
  CHECK(seen.headers.at("user-agent") == "linnet/test");
  CHECK(seen.headers.at("if-none-match") == "\"1\"");
}

TEST_CASE("gzip is asked for and undone") {
  const std::string text(100'000, 'a');
  const LocalServer server([&](const ServerRequest&) {
    return ServerReply{.body = text, .content_type = "text/plain"};
  });
  const HttpReply reply = get(request_of(server.url() + "/"));
  CHECK(server.requests().at(0).headers.at("accept-encoding") == "gzip");
  CHECK(reply.header("content-encoding") == "gzip");
  CHECK(reply.body == text);
}

TEST_CASE("a small reply that unpacks into a large one is ended at the limit") {
  const LocalServer server([](const ServerRequest&) {
    return ServerReply{.body = std::string(20 << 20, 'a'), .content_type = "text/plain"};
  });
  const HttpReply reply = get(request_of(server.url() + "/"));
  CHECK(reply.failure == Failure::kTooLarge);
  CHECK(reply.body.size() == 1 << 20);
}

TEST_CASE("300 MB are not read to their end") {
  const LocalServer server([](const ServerRequest&) {
    return ServerReply{.content_type = "application/octet-stream", .generated_bytes = 300'000'000};
  });
  const HttpReply reply = get(request_of(server.url() + "/"));
  CHECK(reply.failure == Failure::kTooLarge);
  CHECK(reply.body.size() == 1 << 20);
  CHECK(reply.body.capacity() < 4 << 20);
  CHECK(server.bytes_generated() < 50'000'000);
}

TEST_CASE("a redirect is told, not followed") {
  const LocalServer server([](const ServerRequest&) {
    return ServerReply{.status = 302, .headers = {{"Location", "/next"}}};
  });
  const HttpReply reply = get(request_of(server.url() + "/"));
  CHECK(reply.status == 302);
  CHECK(reply.header("location") == "/next");
  CHECK(server.requests().size() == 1);
}

TEST_CASE("slow bytes run into the limit of time") {
  const LocalServer server([](const ServerRequest&) {
    return ServerReply{.body = std::string(2000, 'a'), .seconds_a_byte = 0.05};
  });
  HttpRequest request = request_of(server.url() + "/");
  request.seconds = 0.3;
  const auto start = std::chrono::steady_clock::now();
  CHECK(get(request).failure == Failure::kTimeout);
  // Whole, the reply takes 100 s.
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(50));
}

TEST_CASE("a reply that ends before its length is known as cut off") {
  const LocalServer server([](const ServerRequest&) {
    return ServerReply{.body = std::string(1000, 'a'), .cut_after = 500};
  });
  CHECK(get(request_of(server.url() + "/")).failure == Failure::kCutOff);
}

TEST_CASE("a reset in the middle is a failure of the connection") {
  const ResettingServer server(1, "{}");
  CHECK(get(request_of(server.url() + "/")).failure == Failure::kConnection);
}

TEST_CASE("nobody at the address is a failure of the connection") {
  std::string url;
  {
    url = LocalServer([](const ServerRequest&) { return ServerReply{}; }).url();
  }
  const HttpReply reply = get(request_of(url + "/"));
  CHECK(reply.failure == Failure::kConnection);
  CHECK_FALSE(reply.reason.empty());
}

TEST_CASE("a certificate that nobody vouches for is refused before anything is sent") {
  const LocalServer server([](const ServerRequest&) { return ServerReply{}; },
                           LocalServer::Security::kSelfSignedCertificate);
  HttpRequest request = request_of(server.url() + "/");
  request.headers.emplace_back("Authorization", "Bearer secret");
  const HttpReply reply = get(request);
  CHECK(reply.failure == Failure::kCertificate);
  CHECK(server.requests().empty());
}

TEST_CASE("other protocols than HTTP are not spoken") {
  CHECK(get(request_of("file:///etc/hostname")).failure == Failure::kProtocol);
}

TEST_CASE("a wish to stop ends an exchange that is under way") {
  const LocalServer server([](const ServerRequest&) {
    return ServerReply{.body = std::string(200, 'a'), .seconds_a_byte = 0.01};
  });
  const Transport transport = curl_transport([] { return true; });
  CHECK(transport(request_of(server.url() + "/")).failure == Failure::kStopped);
}

}  // namespace
}  // namespace linnet::fetch
