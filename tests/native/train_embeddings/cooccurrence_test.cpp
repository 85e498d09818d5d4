#include "native/train_embeddings/cooccurrence.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <cmath>
#include <vector>

#include "tests/native/catch_after_torch.h"

namespace linnet::train_embeddings {
namespace {

using Text = std::vector<std::uint16_t>;

at::Tensor positive_pmi(std::size_t vocabulary, const std::vector<Text>& texts, std::size_t window,
                        double smoothing) {
  Cooccurrence counts(vocabulary);
  for (const Text& text : texts) counts.add(text, window);
  return std::move(counts).take_positive_pmi(smoothing);
}

float at_cell(const at::Tensor& matrix, int row, int column) {
  return matrix[row][column].item<float>();
}

TEST_CASE("positive PMI is the logarithm of how much oftener than by chance two pieces meet") {
  // Pairs: 0-1 twice, 1-2 once, 0-2 once; each from both sides, 8 in all.
  const at::Tensor pmi = positive_pmi(4, {{0, 1}, {0, 1, 2}}, 2, 1);
  CHECK(at_cell(pmi, 0, 1) == Approx(std::log(8.0 * 2 / (3 * 3))));
  CHECK(at_cell(pmi, 1, 2) == Approx(std::log(8.0 * 1 / (3 * 2))));
  CHECK(at_cell(pmi, 0, 0) == 0);
  CHECK(at::allclose(pmi, pmi.t(), 1e-5, 1e-6));
}

TEST_CASE("pieces further apart than the window, or in different texts, are no neighbours") {
  const at::Tensor near = positive_pmi(4, {{0, 1, 2, 3}}, 1, 1);
  CHECK(at_cell(near, 0, 1) > 0);
  CHECK(at_cell(near, 0, 2) == 0);
  const at::Tensor apart = positive_pmi(4, {{0, 1}, {2, 3}}, 3, 1);
  CHECK(at_cell(apart, 0, 1) > 0);
  CHECK(at_cell(apart, 1, 2) == 0);
}

TEST_CASE("a piece beside itself counts from both sides") {
  // 0-0 once and 1-2 once: four ordered pairs, of which two are (0, 0).
  const at::Tensor pmi = positive_pmi(3, {{0, 0}, {1, 2}}, 1, 1);
  CHECK(at_cell(pmi, 0, 0) == Approx(std::log(4.0 * 2 / (2 * 2))));
  CHECK(at_cell(pmi, 1, 2) == Approx(std::log(4.0 * 1 / (1 * 1))));
}

TEST_CASE("a piece that was not met, or never meets another, has zeros and nothing else breaks") {
  const at::Tensor pmi = positive_pmi(5, {{0, 1}, {2}, {}}, 3, 0.75);
  CHECK(pmi.isfinite().all().item<bool>());
  CHECK(pmi[2].abs().sum().item<float>() == 0);
  CHECK(pmi[4].abs().sum().item<float>() == 0);
  CHECK(at_cell(pmi, 0, 1) > 0);
}

TEST_CASE("smoothing makes rare neighbours less special, and frequent ones more") {
  const std::vector<Text> texts{{0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 2}, {3, 1}};
  const at::Tensor plain = positive_pmi(4, texts, 1, 1);
  const at::Tensor smooth = positive_pmi(4, texts, 1, 0.5);
  CHECK(at_cell(smooth, 0, 2) < at_cell(plain, 0, 2));
  CHECK(at_cell(smooth, 0, 1) > at_cell(plain, 0, 1));
}

TEST_CASE("pairs that are met more often than a float can count one by one are all counted") {
  constexpr std::size_t kPieces = 1 << 16, kWindow = 512;
  constexpr double kPairs = kPieces * kWindow - kWindow * (kWindow + 1) / 2.0;
  static_assert(kPairs > (1 << 24));
  // One pair of 1 and 2 among as many as piece 0 has with itself, each from both sides.
  const at::Tensor pmi = positive_pmi(3, {Text(kPieces, 0), {1, 2}}, kWindow, 1);
  CHECK(at_cell(pmi, 1, 2) == Approx(std::log(2 * kPairs + 2)).epsilon(1e-5));
}

TEST_CASE("a vocabulary larger than the tiles is mirrored whole") {
  Text text;
  for (std::uint16_t id = 0; id < 150; ++id) text.push_back(id);
  const at::Tensor pmi = positive_pmi(150, {text}, 10, 1);
  CHECK(at::allclose(pmi, pmi.t(), 1e-5, 1e-6));
  CHECK(at_cell(pmi, 149, 139) > 0);
  CHECK(at_cell(pmi, 149, 138) == 0);
}

}  // namespace
}  // namespace linnet::train_embeddings
