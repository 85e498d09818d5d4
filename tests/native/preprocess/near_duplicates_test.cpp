#include "native/preprocess/near_duplicates.h"

#include <catch2/catch.hpp>
#include <random>
#include <string>

using namespace linnet::preprocess;

namespace {

// Words drawn from a seed, with a share of them replaced.
std::string words(unsigned seed, std::size_t count, double replaced = 0) {
  std::mt19937 random(seed);
  std::mt19937 other(seed + 1'000'000);
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    const auto word = random() % 5000;
    const bool replace = other() % 10'000 < replaced * 10'000;
    text += (replace ? "r" + std::to_string(other() % 5000) : "w" + std::to_string(word)) + " ";
  }
  return text;
}

bool grouped(const Fingerprint& a, const Fingerprint& b) {
  return group_near_duplicates(std::vector{a, b}, 0.7)[1] == 0;
}

}  // namespace

TEST_CASE("titles are equal whatever their case and punctuation") {
  CHECK(grouped(fingerprint("World Happiness!", ""), fingerprint("world  happiness", "")));
  CHECK_FALSE(grouped(fingerprint("World Happiness", ""), fingerprint("World Hunger", "")));
  CHECK_FALSE(grouped(fingerprint("World Report", ""), fingerprint("Report World", "")));
}

TEST_CASE("titles without any word, and short descriptions, make no duplicates") {
  CHECK_FALSE(grouped(fingerprint("!!!", "two words"), fingerprint("???", "two words")));
}

TEST_CASE("descriptions that differ in a few words are near-duplicates, others are not") {
  const auto original = fingerprint("a", words(1, 200));
  CHECK(grouped(original, fingerprint("b", words(1, 200))));
  // Each replaced word breaks three runs: 3% leave a similarity of about 0.83.
  CHECK(grouped(original, fingerprint("b", words(1, 200, 0.03))));
  CHECK_FALSE(grouped(original, fingerprint("b", words(1, 200, 0.3))));
  CHECK_FALSE(grouped(original, fingerprint("b", words(2, 200))));
}

TEST_CASE("the estimate of similarity is close to the truth") {
  const std::string text = words(3, 300);
  const std::string longer = text + words(4, 150);  // 298 runs of 448: 0.665
  double sum = 0;
  CHECK(estimated_similarity(fingerprint("", text), fingerprint("", text)) == 1);
  sum = estimated_similarity(fingerprint("", text), fingerprint("", longer));
  CHECK(sum == Approx(0.665).margin(0.2));  // three standard errors
}

TEST_CASE("groups join over chains and are named by their first row") {
  const std::vector<Fingerprint> rows{fingerprint("x", ""), fingerprint("a", words(1, 100)),
                                      fingerprint("b", words(1, 100)), fingerprint("B", ""),
                                      fingerprint("y", "")};
  CHECK(group_near_duplicates(rows, 0.7) == std::vector<std::size_t>{0, 1, 1, 1, 4});
}
