#include "native/interrupt/interrupt.h"

#include <catch2/catch.hpp>
#include <csignal>

namespace linnet {
namespace {

TEST_CASE("the first signal is noted, and the next would have its usual effect") {
  const InterruptScope scope;
  CHECK_FALSE(InterruptScope::requested());
  std::raise(SIGTERM);
  CHECK(InterruptScope::requested());
  CHECK(InterruptScope::signal() == SIGTERM);
  struct sigaction action;
  ::sigaction(SIGINT, nullptr, &action);
  CHECK(action.sa_handler == SIG_DFL);
}

TEST_CASE("after the scope, signals go where they went before") {
  struct sigaction before;
  ::sigaction(SIGINT, nullptr, &before);
  { const InterruptScope scope; }
  struct sigaction after;
  ::sigaction(SIGINT, nullptr, &after);
  CHECK(after.sa_handler == before.sa_handler);
}

}  // namespace
}  // namespace linnet
