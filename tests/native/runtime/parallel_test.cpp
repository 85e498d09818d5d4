#include "native/runtime/parallel.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <vector>

namespace linnet {
namespace {

TEST_CASE("each index is worked on once, whatever the count of threads") {
  for (const std::size_t threads : {0, 1, 2, 7, 100}) {
    std::vector<std::atomic<int>> visits(37);
    parallel_for(visits.size(), threads, [&](std::size_t i) { ++visits[i]; });
    for (const auto& count : visits) CHECK(count == 1);
  }
  parallel_for(0, 4, [](std::size_t) { FAIL("there is nothing to do"); });
}

TEST_CASE("an exception of any thread arrives, and the rest is left") {
  for (const std::size_t threads : {1, 4}) {
    std::atomic<int> done{0};
    CHECK_THROWS_WITH(parallel_for(100000, threads,
                                   [&](std::size_t i) {
                                     if (i == 5) throw std::runtime_error("five");
                                     ++done;
                                   }),
                      "five");
    CHECK(done < 100000);
  }
}

TEST_CASE("there is at least one processor") { CHECK(usable_processors() >= 1); }

}  // namespace
}  // namespace linnet
