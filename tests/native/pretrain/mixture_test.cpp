#include "native/pretrain/mixture.h"

#include <cmath>
#include <set>

#include "tests/native/catch_after_torch.h"

namespace linnet::pretrain {
namespace {

TEST_CASE("after any number of sequences each source has had its share of them to within one") {
  Mixture mixture({{100, 0.6}, {7, 0.3}, {1000, 0.1}}, 1);
  double counts[3] = {0, 0, 0};
  const double shares[3] = {0.6, 0.3, 0.1};
  for (int drawn = 1; drawn <= 3000; ++drawn) {
    ++counts[mixture.next().source];
    for (int i = 0; i < 3; ++i) REQUIRE(std::abs(counts[i] - shares[i] * drawn) <= 1);
  }
}

TEST_CASE("a source is read in full before it is read again, in another order") {
  Mixture mixture({{20, 1}}, 1);
  std::vector<std::size_t> passes[2];
  for (std::vector<std::size_t>& pass : passes) {
    for (int i = 0; i < 20; ++i) pass.push_back(mixture.next().sequence);
    CHECK(std::set(pass.begin(), pass.end()).size() == 20);
  }
  CHECK(passes[0] != passes[1]);
}

TEST_CASE("skipping goes on where as many draws would have led") {
  const std::vector<MixtureSource> sources = {{5, 1}, {9, 2}};
  Mixture drawn(sources, 3), skipped(sources, 3);
  for (int i = 0; i < 100; ++i) drawn.next();
  skipped.skip(100);
  CHECK(skipped.drawn() == 100);
  for (int i = 0; i < 50; ++i) {
    const SequenceRef a = drawn.next(), b = skipped.next();
    CHECK(a.source == b.source);
    CHECK(a.sequence == b.sequence);
  }
}

}  // namespace
}  // namespace linnet::pretrain
