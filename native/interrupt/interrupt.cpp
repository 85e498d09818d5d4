#include "native/interrupt/interrupt.h"

namespace linnet {
namespace {

volatile std::sig_atomic_t received = 0;

// Both signals get their usual effect back, so that a second Ctrl-C after a `kill` works too.
extern "C" void note_signal(int number) {
  received = number;
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

}  // namespace

InterruptScope::InterruptScope() {
  received = 0;
  struct sigaction action = {};
  action.sa_handler = note_signal;
  action.sa_flags = SA_RESTART;  // file operations under way go on
  ::sigaction(SIGINT, &action, &former_interrupt_);
  ::sigaction(SIGTERM, &action, &former_terminate_);
}

InterruptScope::~InterruptScope() {
  ::sigaction(SIGINT, &former_interrupt_, nullptr);
  ::sigaction(SIGTERM, &former_terminate_, nullptr);
}

bool InterruptScope::requested() { return received != 0; }

int InterruptScope::signal() { return received; }

}  // namespace linnet
