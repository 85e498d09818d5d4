// What fetching takes from the world besides the network: time, sleep, chance, the wish to stop.
// Parameters, so that tests of an hour's waiting run in no time.
#pragma once

#include <functional>

namespace linnet::fetch {

struct Surroundings {
  std::function<double()> now;                // seconds since 1970, UTC; may jump
  std::function<double()> steady;             // seconds from anywhere; never goes back
  std::function<void(double seconds)> sleep;  // may end early once stop() holds
  std::function<double()> random;             // uniform in [0, 1)
  std::function<bool()> stop;                 // someone pressed Ctrl-C
};

// The machine's clocks, a generator seeded by the machine's entropy, and `stop` as given.
Surroundings real_surroundings(std::function<bool()> stop);

}  // namespace linnet::fetch
