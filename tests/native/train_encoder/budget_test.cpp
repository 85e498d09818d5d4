#include "native/train_encoder/budget.h"

#include "tests/native/catch_after_torch.h"

namespace linnet {
namespace {

TEST_CASE("by epochs, progress is the share of the passes") {
  const Budget budget{4, 0, 0};
  CHECK(budget.stage_progress(1, 1000, 0) == Approx(0.25));
  CHECK(budget.run_progress(3, 1000) == Approx(0.75));
  CHECK(budget.run_progress(4, 0) == Approx(1));
}

TEST_CASE("frozen epochs are a stage with a cycle of its own") {
  const Budget budget{5, 1, 0};
  CHECK(budget.frozen(0.9));
  CHECK(budget.stage_progress(0.5, 0, 0) == Approx(0.5));
  CHECK_FALSE(budget.frozen(1));
  CHECK(budget.stage_progress(1, 0, 0) == Approx(0));
  CHECK(budget.stage_progress(3, 0, 0) == Approx(0.5));
  CHECK(budget.run_progress(1, 0) == Approx(0.2));
}

TEST_CASE("by minutes, the last stage ends with the time, whenever it began") {
  const Budget budget{0, 1, 10};
  CHECK(budget.stage_progress(1.5, 120, 120) == Approx(0));
  CHECK(budget.stage_progress(7.0, 360, 120) == Approx(0.5));
  CHECK(budget.stage_progress(9.0, 600, 120) == Approx(1));
  CHECK(budget.run_progress(9.0, 600) == Approx(1));
}

TEST_CASE("of two limits the one that is nearer counts") {
  const Budget budget{4, 0, 10};
  CHECK(budget.run_progress(2, 60) == Approx(0.5));
  CHECK(budget.run_progress(1, 540) == Approx(0.9));
  CHECK(budget.stage_progress(1, 540, 0) == Approx(0.9));
}

TEST_CASE("a run of frozen epochs alone comes to its end") {
  const Budget budget{2, 2, 0};
  CHECK(budget.stage_progress(1.5, 0, 0) == Approx(0.75));
  CHECK(budget.run_progress(2, 0) == Approx(1));
}

}  // namespace
}  // namespace linnet
