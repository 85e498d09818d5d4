// On bare sockets, since no library resets a connection on purpose.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <stdexcept>
#include <thread>

#include "tests/native/fetch/local_server.h"

namespace linnet::test {
namespace {

void send_all(int socket, const std::string& text) {
  std::size_t sent = 0;
  while (sent < text.size()) {
    const ssize_t now = ::send(socket, text.data() + sent, text.size() - sent, MSG_NOSIGNAL);
    if (now <= 0) return;
    sent += static_cast<std::size_t>(now);
  }
}

void read_request(int socket) {
  std::string text;
  char buffer[4096];
  while (text.find("\r\n\r\n") == std::string::npos) {
    const ssize_t got = ::recv(socket, buffer, sizeof buffer, 0);
    if (got <= 0) return;
    text.append(buffer, static_cast<std::size_t>(got));
  }
}

std::string reply_head(std::size_t length) {
  return "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
         "Content-Length: " +
         std::to_string(length) + "\r\n\r\n";
}

// Closing with this option and no time to linger sends RST in place of FIN.
void close_with_reset(int socket) {
  const linger now{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  ::close(socket);
}

}  // namespace

struct ResettingServer::State {
  int listener = -1;
  int port = 0;
  std::atomic<int> connections = 0;
  std::thread thread;
};

ResettingServer::ResettingServer(int resets, std::string body) : state_(std::make_unique<State>()) {
  state_->listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(state_->listener, generic, length) != 0 || ::listen(state_->listener, 8) != 0 ||
      ::getsockname(state_->listener, generic, &length) != 0) {
    throw std::runtime_error("the test server finds no port");
  }
  state_->port = ntohs(address.sin_port);
  state_->thread = std::thread([state = state_.get(), resets, body = std::move(body)] {
    while (true) {
      const int socket = ::accept4(state->listener, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) return;  // the listener is shut down
      const int number = ++state->connections;
      read_request(socket);
      if (number <= resets) {
        send_all(socket, reply_head(1000) + "{\"half\":");
        close_with_reset(socket);
      } else {
        send_all(socket, reply_head(body.size()) + body);
        ::close(socket);
      }
    }
  });
}

ResettingServer::~ResettingServer() {
  ::shutdown(state_->listener, SHUT_RDWR);
  state_->thread.join();
  ::close(state_->listener);
}

std::string ResettingServer::url() const {
  return "http://127.0.0.1:" + std::to_string(state_->port);
}

int ResettingServer::connections() const { return state_->connections; }

}  // namespace linnet::test
