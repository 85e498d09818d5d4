// Ctrl-C as a wish to stop well: the first is noted, the second ends the program.
#pragma once

#include <csignal>

namespace linnet {

// While it lives, the first SIGINT or SIGTERM is only noted; after that the signal has its usual
// effect again. One at a time in a process.
class InterruptScope {
 public:
  InterruptScope();
  ~InterruptScope();
  InterruptScope(const InterruptScope&) = delete;
  InterruptScope& operator=(const InterruptScope&) = delete;

  static bool requested();  // a signal came since the scope began
  static int signal();      // which one; 0 for none

 private:
  struct sigaction former_interrupt_;
  struct sigaction former_terminate_;
};

}  // namespace linnet
