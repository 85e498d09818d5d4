#include "tests/native/fetch/local_server.h"

#include <httplib.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "tests/native/fetch/self_signed.h"

namespace linnet::test {
namespace {

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

void send_generated(httplib::Response& response, const ServerReply& reply,
                    std::atomic<std::size_t>& sent) {
  response.set_content_provider(reply.generated_bytes, reply.content_type,
                                [&sent](std::size_t, std::size_t length, httplib::DataSink& sink) {
                                  static const std::string block(1 << 16, 'x');
                                  const std::size_t bytes = std::min(length, block.size());
                                  if (!sink.write(block.data(), bytes)) return false;
                                  sent += bytes;
                                  return true;
                                });
}

void send_cut(httplib::Response& response, const ServerReply& reply) {
  response.set_content_provider(reply.body.size(), reply.content_type,
                                [body = reply.body, end = reply.cut_after](
                                    std::size_t offset, std::size_t, httplib::DataSink& sink) {
                                  return offset < end &&
                                         sink.write(body.data() + offset, end - offset);
                                });
}

void send_slowly(httplib::Response& response, const ServerReply& reply) {
  response.set_content_provider(reply.body.size(), reply.content_type,
                                [body = reply.body, pause = reply.seconds_a_byte](
                                    std::size_t offset, std::size_t, httplib::DataSink& sink) {
                                  std::this_thread::sleep_for(std::chrono::duration<double>(pause));
                                  return sink.write(body.data() + offset, 1);
                                });
}

}  // namespace

std::string ServerRequest::parameter(const std::string& name) const {
  const auto found = query.find(name);
  return found == query.end() ? "" : found->second;
}

struct LocalServer::State {
  Handler handler;
  std::unique_ptr<httplib::Server> server;
  std::string scheme = "http";
  int port = 0;
  std::thread thread;
  mutable std::mutex mutex;
  std::vector<ServerRequest> requests;
  std::atomic<std::size_t> bytes_generated = 0;

  void answer(const httplib::Request& from, httplib::Response& response) {
    ServerRequest request;
    request.target = from.target;
    request.path = from.path;
    for (const auto& [name, value] : from.params) request.query[name] = value;
    for (const auto& [name, value] : from.headers) request.headers[lower(name)] = value;
    ServerReply reply;
    {
      const std::lock_guard lock(mutex);
      requests.push_back(request);
      reply = handler(request);
    }
    response.status = reply.status;
    for (const auto& [name, value] : reply.headers) response.set_header(name, value);
    if (reply.generated_bytes > 0) {
      send_generated(response, reply, bytes_generated);
    } else if (reply.cut_after > 0) {
      send_cut(response, reply);
    } else if (reply.seconds_a_byte > 0) {
      send_slowly(response, reply);
    } else {
      response.set_content(reply.body, reply.content_type);
    }
  }
};

LocalServer::LocalServer(Handler handler, Security security) : state_(std::make_unique<State>()) {
  state_->handler = std::move(handler);
  if (security == Security::kNone) {
    state_->server = std::make_unique<httplib::Server>();
  } else {
    const SelfSigned identity = self_signed("127.0.0.1");
    state_->scheme = "https";
    state_->server =
        std::make_unique<httplib::SSLServer>(identity.certificate.get(), identity.key.get());
  }
  httplib::Server& server = *state_->server;
  server.set_keep_alive_max_count(1);  // else stop() waits for idle connections
  server.new_task_queue = [] { return new httplib::ThreadPool(2); };
  server.Get(".*",
             [state = state_.get()](const httplib::Request& request, httplib::Response& response) {
               state->answer(request, response);
             });
  state_->port = server.bind_to_any_port("127.0.0.1");
  if (state_->port <= 0) throw std::runtime_error("the test server finds no port");
  state_->thread = std::thread([&server] { server.listen_after_bind(); });
  while (!server.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

LocalServer::~LocalServer() {
  state_->server->stop();
  state_->thread.join();
}

std::string LocalServer::url() const {
  return state_->scheme + "://127.0.0.1:" + std::to_string(state_->port);
}

std::vector<ServerRequest> LocalServer::requests() const {
  const std::lock_guard lock(state_->mutex);
  return state_->requests;
}

std::size_t LocalServer::bytes_generated() const { return state_->bytes_generated; }

}  // namespace linnet::test
