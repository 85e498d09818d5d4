#include "native/fetch/surroundings.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <random>
#include <thread>
#include <utility>

namespace linnet::fetch {
namespace {

constexpr double kSlice = 0.1;  // seconds between looks at stop()

template <typename Clock>
double seconds_of() {
  return std::chrono::duration<double>(Clock::now().time_since_epoch()).count();
}

}  // namespace

Surroundings real_surroundings(std::function<bool()> stop) {
  auto generator = std::make_shared<std::mt19937_64>(std::random_device{}());
  const auto sleep = [stop](double seconds) {
    const double end = seconds_of<std::chrono::steady_clock>() + seconds;
    while (!stop()) {
      const double left = end - seconds_of<std::chrono::steady_clock>();
      if (left <= 0) return;
      std::this_thread::sleep_for(std::chrono::duration<double>(std::min(left, kSlice)));
    }
  };
  return {.now = seconds_of<std::chrono::system_clock>,
          .steady = seconds_of<std::chrono::steady_clock>,
          .sleep = sleep,
          .random = [generator] { return std::uniform_real_distribution<>(0, 1)(*generator); },
          .stop = std::move(stop)};
}

}  // namespace linnet::fetch
