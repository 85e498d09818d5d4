#include "native/train_encoder/rate_finder.h"

#include <cmath>
#include <filesystem>

#include "native/files/files.h"
#include "tests/native/catch_after_torch.h"
#include "tests/native/train_encoder/small_task.h"
#include "tests/temporary_folder.h"

namespace linnet {
namespace {

TEST_CASE("the suggestion is where the loss falls most steeply over log rate") {
  std::vector<RatePoint> points;
  for (int i = 0; i <= 40; ++i) {
    const double power = -5 + i * 0.1;
    // A fall centred on 1e-3, then a rise from 1e-2 on.
    const double loss = 1 - 0.5 / (1 + std::exp(-8 * (power + 3))) + std::exp(6 * (power + 1.5));
    points.push_back({std::pow(10, power), loss, loss});
  }
  const auto suggestion = suggest_rate(points);
  REQUIRE(suggestion);
  CHECK(suggestion->rule == RateRule::kSteepest);
  CHECK(std::log10(suggestion->rate) == Approx(-3).margin(0.11));
}

TEST_CASE("where the loss hardly falls, a tenth of the rate at which it breaks away is suggested") {
  std::vector<RatePoint> points;
  for (int i = 0; i <= 60; ++i) {
    const double power = -6 + i * 0.1;
    const double loss = power < -2 ? 0.125 + 0.0001 * std::sin(i) : 0.125 + 0.1 * (power + 2);
    points.push_back({std::pow(10, power), loss, loss});
  }
  const auto suggestion = suggest_rate(points);
  REQUIRE(suggestion);
  CHECK(suggestion->rule == RateRule::kBreak);
  CHECK(std::log10(suggestion->rate) == Approx(-2.9).margin(0.11));
}

TEST_CASE("a loss that stays where it is gives no suggestion") {
  const std::vector<RatePoint> flat = {{1e-4, 1, 1}, {1e-3, 1, 1}, {1e-2, 1, 1}, {1e-1, 1, 1}};
  CHECK_FALSE(suggest_rate(flat));
  CHECK_FALSE(suggest_rate({}));
}

TEST_CASE("a sweep writes its table and chart, and no checkpoint") {
  const TemporaryFolder folder;
  TrainOptions options = small_task(folder.path(), 256);
  options.batch_rows = 64;  // little noise in so short a sweep
  options.batch_tokens = 1024;
  const RateSweep sweep = find_rate(options, 60, [] { return false; });
  CHECK(sweep.points.size() > 10);
  CHECK(sweep.points.front().rate == Approx(1e-6));
  CHECK(sweep.suggestion.has_value());
  const std::string table = read_file(folder.path() / "run" / "find_lr.csv");
  CHECK(table.starts_with("rate,loss,smoothed_loss\n"));
  CHECK(read_file(folder.path() / "run" / "find_lr.svg").find("suggestion") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "run" / "last"));
}

}  // namespace
}  // namespace linnet
