// A clock that only sleeping moves, and the sleeps themselves.
#pragma once

#include <vector>

#include "native/fetch/surroundings.h"

namespace linnet::test {

struct FakeWorld {
  double seconds = 1'800'000'000;  // since 1970
  double random = 0.5;
  bool stopped = false;
  std::vector<double> sleeps;

  // Valid while the world lives.
  fetch::Surroundings surroundings() {
    return {.now = [this] { return seconds; },
            .steady = [this] { return seconds; },
            .sleep =
                [this](double wait) {
                  sleeps.push_back(wait);
                  seconds += wait;
                },
            .random = [this] { return random; },
            .stop = [this] { return stopped; }};
  }
};

}  // namespace linnet::test
