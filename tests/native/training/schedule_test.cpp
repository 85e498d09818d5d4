#include "native/training/schedule.h"

#include "tests/native/catch_after_torch.h"

namespace linnet {
namespace {

TEST_CASE("one cycle climbs from its start to the peak and falls to its end along cosines") {
  const OneCycle cycle{0.2, 0.04, 0.001};
  CHECK(cycle(0) == Approx(0.04));
  CHECK(cycle(0.1) == Approx((0.04 + 1) / 2));
  CHECK(cycle(0.2) == Approx(1));
  CHECK(cycle(0.6) == Approx((1 + 0.001) / 2));
  CHECK(cycle(1) == Approx(0.001));
}

TEST_CASE("progress outside of the stage gives the rate of its border") {
  const OneCycle cycle{0.2, 0.04, 0.001};
  CHECK(cycle(-1) == Approx(0.04));
  CHECK(cycle(1.5) == Approx(0.001));
}

TEST_CASE("a cycle without warm-up starts at its peak") {
  CHECK(OneCycle{0, 0.04, 0}(0) == Approx(1));
}

TEST_CASE("a sweep grows by a constant factor from its lowest to its highest rate") {
  CHECK(exponential_rate(1e-6, 1, 0, 7) == Approx(1e-6));
  CHECK(exponential_rate(1e-6, 1, 3, 7) == Approx(1e-3));
  CHECK(exponential_rate(1e-6, 1, 6, 7) == Approx(1));
}

}  // namespace
}  // namespace linnet
