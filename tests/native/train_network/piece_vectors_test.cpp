// Where the vectors of a network start.
#include "native/train_network/piece_vectors.h"

#include <ATen/TensorOperators.h>
#include <ATen/ops/allclose.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <cmath>

#include "core/error.h"
#include "tests/native/catch_after_torch.h"

namespace linnet::train_network {
namespace {

using Catch::Matchers::Contains;

TEST_CASE("principal components keep what varies most, in falling order and of deviation 1") {
  // Rows vary by 10 along one direction, by 1 along another, not at all along the third.
  const at::Tensor directions = at::tensor({0.6F, 0.8F, 0.0F, -0.8F, 0.6F, 0.0F}).view({2, 3});
  const at::Tensor amounts =
      at::tensor({10.0F, 1.0F, 10.0F, -1.0F, -10.0F, 1.0F, -10.0F, -1.0F}).view({4, 2});
  const at::Tensor components = principal_components(at::matmul(amounts, directions) + 5, 2);
  REQUIRE(components.sizes() == at::IntArrayRef({4, 2}));
  CHECK(components.std().item<float>() == Approx(1).epsilon(1e-4));
  // Each is its amount, up to the sign and to one scale for both.
  const at::Tensor scales = components / amounts;
  for (int column = 0; column < 2; ++column) {
    for (int row = 0; row < 4; ++row) {
      CHECK(scales[row][column].item<float>() ==
            Approx(scales[0][column].item<float>()).epsilon(1e-4));
    }
    CHECK(std::abs(scales[0][column].item<float>()) ==
          Approx(std::abs(scales[0][0].item<float>())).epsilon(1e-4));
  }
}

TEST_CASE("more components than there are numbers, or rows that are alike, are refused") {
  CHECK_THROWS_WITH(principal_components(at::randn({5, 3}), 4), Contains("lower --width"));
  CHECK_THROWS_WITH(principal_components(at::zeros({5, 3}), 2), Contains("are the same"));
}

TEST_CASE("a frequent piece weighs less, one that is not met 1") {
  Shard shard;
  shard.vocabulary = 3;
  shard.ids = {0, 0, 0, 1};
  const at::Tensor weights = frequency_weights({&shard, 1});
  CHECK(weights[0].item<float>() == Approx(0.001 / 0.751));
  CHECK(weights[1].item<float>() == Approx(0.001 / 0.251));
  CHECK(weights[2].item<float>() == 1);
}

TEST_CASE("a piece's state is the mean of begin, piece and end, whatever stands beside it") {
  EncoderConfig config;
  config.vocab_size = 40;
  config.hidden_size = 8;
  config.num_hidden_layers = 1;
  config.num_attention_heads = 2;
  config.intermediate_size = 16;
  Encoder encoder(config);
  std::uint64_t told = 0;
  const at::Tensor states = piece_states(encoder, [&](std::uint64_t done) { told = done; });
  CHECK(told == 40);
  REQUIRE(states.sizes() == at::IntArrayRef({40, 8}));
  const SpecialIds special = encoder.config().tokens();
  const at::Tensor one =
      at::tensor({std::int64_t{special.begin}, std::int64_t{17}, std::int64_t{special.end}})
          .view({1, 3});
  CHECK(at::allclose(states[17], encoder.hidden_states(one).mean(1)[0], 1e-4, 1e-5));
}

}  // namespace
}  // namespace linnet::train_network
