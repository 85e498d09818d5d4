// What tells a training run the time: the machine's clock, or one that a test turns by hand.
#pragma once

#include <chrono>
#include <functional>
#include <utility>

namespace linnet {

class RunClock {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit RunClock(std::function<Time()> now = std::chrono::steady_clock::now)
      : now_(std::move(now)) {}

  Time now() const { return now_(); }
  double seconds_since(Time start) const {
    return std::chrono::duration<double>(now_() - start).count();
  }

 private:
  std::function<Time()> now_;
};

}  // namespace linnet
